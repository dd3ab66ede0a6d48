import {EXIT, messageOf, usageError, WeirError} from '../findings/error.ts';
import type {Verdict} from '../findings/finding.ts';
import {judge, type Scenario, type ScenarioContext} from './scenario.ts';
import {isVerdict, verdictProblem} from './verdict-shape.ts';

/** A scenario with the name it is run by and the file it came from. */
export interface NamedScenario {
  name: string;
  file: string;
  scenario: Scenario;
}

export interface ScenarioEnd {
  verdicts: Verdict[];
  /** What ends the whole run: the caller reports what was proved so far, then throws this. */
  stopped?: {thrown: unknown};
}

/**
 * Runs one scenario. What it throws is an `unknown` verdict at the Cluster document that names the file, so that one
 * broken scenario costs no other's verdicts; so is a scenario that claims nothing. The run is stopped only by an
 * interruption, wrong use (a malformed verdict too), and what no other scenario would survive.
 */
export async function runScenario(one: NamedScenario, context: ScenarioContext): Promise<ScenarioEnd> {
  let returned: unknown;
  try {
    returned = await one.scenario.run(context);
  } catch (thrown) {
    if (context.signal.aborted || stops(thrown)) return {verdicts: [], stopped: {thrown}};
    return {verdicts: [openVerdict(one, context, `${one.file}: ${messageOf(thrown)}`, evidenceOf(thrown))]};
  }
  if (!Array.isArray(returned)) {
    const what = returned === undefined ? 'nothing' : `a ${typeof returned}`;
    return {verdicts: [openVerdict(one, context, `${one.file}: run returned ${what} in place of a list of verdicts`)]};
  }
  const values: unknown[] = returned;
  if (values.length === 0) return {verdicts: [openVerdict(one, context, `${one.file}: it gave no verdict on these documents`)]};
  const wrong = values.map(verdictProblem).findIndex(problem => problem !== undefined);
  if (wrong < 0) return {verdicts: values.filter(isVerdict)};
  const thrown = usageError(
    'scenario/malformed-verdict',
    `${one.file}: verdict ${wrong + 1} of ${values.length} is no verdict: ${verdictProblem(values[wrong])}`,
    'make verdicts with judge(…) of kafka-weir/scenario',
  );
  return {verdicts: [], stopped: {thrown}};
}

/** These say that one request or one topic went wrong, which another scenario may not meet. */
const ONE_SCENARIO_ONLY: ReadonlySet<string> = new Set(['verify/canary-not-ready', 'cluster/request-failed', 'cluster/not-authorized']);

/** Wrong use, a cluster that cannot be reached, a harm that was not undone or could not be begun. */
function stops(thrown: unknown): boolean {
  return thrown instanceof WeirError && (thrown.exit === EXIT.usage || !ONE_SCENARIO_ONLY.has(thrown.code));
}

function evidenceOf(thrown: unknown): Record<string, unknown> {
  if (thrown instanceof WeirError) return {code: thrown.code, ...(thrown.hint === undefined ? {} : {hint: thrown.hint})};
  // Where to look: the innermost frame alone, a report is no place for a stack.
  const frame = thrown instanceof Error ? thrown.stack?.split('\n').find(line => /^\s+at /.test(line)) : undefined;
  return frame === undefined ? {} : {thrown: frame.trim()};
}

function openVerdict(
  {name, scenario}: NamedScenario,
  context: ScenarioContext,
  reason: string,
  evidence: Record<string, unknown> = {},
): Verdict {
  const claim = `${scenario.kind} ${name}: ${scenario.title}`;
  return judge(context, {resource: context.cluster, pointer: ''}, {rule: 'proof/scenario', claim, status: 'unknown', reason, evidence});
}
