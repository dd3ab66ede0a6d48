import {usageError} from '../findings/error.ts';
import type {VerificationMode} from '../specs/model.ts';
import {divide, leftOutNotes, MODES, modeOf} from '../verify/modes.ts';
import type {NamedScenario} from '../verify/run-scenario.ts';
import type {ClusterModel} from './choose-cluster.ts';
import {command} from './command.ts';
import {attemptProof, openSpecs, reportProof, scenariosOf} from './proving.ts';

export default command({
  summary: 'prove what the documents claim on the live cluster: read-only, by canaries, or on the declared topics',
  examples: [
    {line: 'weir smoke', does: 'runs every smoke scenario on the sandbox'},
    {line: 'weir smoke --cluster production --mode read-only', does: 'runs what writes nothing'},
    {line: 'weir smoke permissions --cluster production', does: 'runs one scenario'},
    {line: 'weir smoke --evidence smoke.json', does: 'writes what was measured, too'},
  ],
  covers: ['SE3'],
  define: parser =>
    parser
      .argument('[name]', 'one scenario of scripts/smoke; all unless given')
      .option('--mode <mode>', `do less than spec.verification.mode allows: ${MODES.join(', ')}`)
      .option('--evidence <file>', 'write the evidence as JSON')
      .option('--allow-unknown', 'exit 0 even where a claim could be neither proved nor refuted'),
  async run(context, {args: [name], options}) {
    const scenarios = await scenariosOf(context, 'smoke', name);
    const opened = await openSpecs(context, options, {name: 'smoke', writes: options.mode !== 'read-only'});
    if ('refused' in opened) return opened.refused;
    const mode = modeOf(opened.model.cluster, options.mode);
    if (name !== undefined) assertRuns(scenarios, mode, opened.model);
    const result = await attemptProof(context, opened.model, scenarios, {mode});
    return await reportProof(context, options, {command: 'smoke', ...opened, result});
  },
});

/** One that was named and would be left out is wrong use: nothing would be proved. */
function assertRuns(scenarios: readonly NamedScenario[], mode: VerificationMode, model: ClusterModel): void {
  const [note] = leftOutNotes(divide(scenarios, mode, model).leftOut, model.cluster, mode);
  if (note === undefined) return;
  const {file, line, column} = note.location;
  throw usageError('smoke/left-out', `${file}:${line}:${column}: ${note.message}`, 'weir smoke runs those that the mode allows');
}
