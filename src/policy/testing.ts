import type {Finding} from '../findings/finding.ts';
import type {Document} from './examples.ts';
import type {OptionValues} from './options.ts';
import type {Rule, RuleDefinition} from './rule.ts';

/**
 * What a team's own tests call, with whatever runs them. All else is loaded on use: a rule imports this module with
 * everything else of `kafka-weir/policy`, and judging must not wait for it.
 */

/** Throws an error that names every example of a rule which does not hold, and whatever the rule lacks. */
export async function testRule(definition: RuleDefinition): Promise<void> {
  const {configForExamples, testRule: run} = await import('./rule-tests.ts');
  const rule = named(definition);
  const {problems} = run(rule, {validators: await validatorsOf(rule), config: configForExamples()});
  if (problems.length === 0) return;
  const lines = problems.map(({example, message}) =>
    example === undefined ? message : `${example.which} example ${example.index + 1}: ${message}`,
  );
  throw new Error(lines.join('\n'));
}

/**
 * What a rule about documents finds in some, with values of its options in place of the defaults. Documents that are
 * not valid, and an option that the rule does not take, are errors.
 */
export async function findingsOf(
  definition: RuleDefinition,
  documents: readonly Document[],
  options: OptionValues = {},
): Promise<Finding[]> {
  const {configForExamples, EXAMPLES_DAY} = await import('./rule-tests.ts');
  const [{resolveExamples}, {judge}] = await Promise.all([import('./resolve-examples.ts'), import('./engine.ts')]);
  if (definition.subject === 'plan') throw new TypeError('a rule about plans judges no documents: testRule runs its examples');
  const rule = named(definition);
  const validators = await validatorsOf(rule);
  const [problem] = validators.get(rule.id)?.options(options) ?? [];
  if (problem !== undefined)
    throw new TypeError(`the option${problem.instancePath.replace('/', ' ')} ${problem.message ?? 'is not valid'}`);
  const {models, findings} = resolveExamples(documents);
  const [invalid] = findings;
  if (invalid !== undefined) throw new TypeError(`no valid document: ${invalid.message} (${invalid.location.pointer})`);
  const defaults = configForExamples();
  const config = {
    ...defaults,
    settingsOf: (one: Rule) => {
      const settings = defaults.settingsOf(one);
      return {...settings, options: {...settings.options, ...options}};
    },
  };
  return judge(models, {rules: [rule], validators, config, today: EXAMPLES_DAY});
}

/** The id of a rule is its path, which its own module does not know. */
function named(definition: RuleDefinition): Rule {
  return {...definition, id: 'rule/under-test', origin: 'team'};
}

async function validatorsOf(rule: Rule) {
  const {compileNow} = await import('./compile.ts');
  return compileNow([rule]);
}
