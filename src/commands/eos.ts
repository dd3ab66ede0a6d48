import {usageError} from '../findings/error.ts';
import {suggestion} from '../findings/suggest.ts';
import type {VerificationMode} from '../specs/model.ts';
import {CONTROLS} from '../verify/eos/controls.ts';
import {type ExactlyOnceOptions, proveExactlyOnce} from '../verify/eos/proof.ts';
import {CLAIMS} from '../verify/eos/verdicts.ts';
import type {NamedScenario} from '../verify/run-scenario.ts';
import {command} from './command.ts';
import {attemptProof, openSpecs, reportProof} from './proving.ts';

const RECORDS_MAX = 1_000_000;
const KILLS_MAX = 200;

export default command({
  summary: 'prove exactly-once on canary topics: processors are killed in their transactions, and what comes out is judged by the logs',
  examples: [
    {line: 'weir eos', does: 'kills processors on the sandbox at each place of a transaction, and judges what comes out'},
    {line: 'weir eos --records 5000 --kills 20 --seed 7', does: 'a longer run, which the seed makes again'},
    {line: 'weir eos --control auto-commit', does: 'makes a mistake on purpose: the judge has to find it out'},
    {line: 'weir eos --cluster staging --evidence eos.json', does: 'on a declared cluster whose verification.mode is canary or full'},
  ],
  covers: ['EO1', 'EO2', 'EO3', 'EO5', 'EO6', 'C11.2'],
  define: parser =>
    parser
      .option('--records <n>', 'integers that go through the processors (400)')
      .option('--kills <n>', 'how often a process is killed (4)')
      .option('--seed <n>', 'what kills and batches follow from; random unless given')
      .option('--control <name>', `make a mistake on purpose: ${Object.keys(CONTROLS).join(', ')}`)
      .option('--evidence <file>', 'write the evidence as JSON')
      .option('--allow-unknown', 'exit 0 even where a claim could be neither proved nor refuted'),
  async run(context, {options}) {
    const {control} = options;
    if (control !== undefined && !Object.hasOwn(CONTROLS, control)) {
      const names = Object.keys(CONTROLS);
      throw usageError('eos/control', `there is no control ${control}${suggestion(control, names)}`, `controls: ${names.join(', ')}`);
    }
    const how: ExactlyOnceOptions = {
      ...whole('records', options.records, 1, RECORDS_MAX),
      ...whole('kills', options.kills, 0, KILLS_MAX),
      ...whole('seed', options.seed, 0, 2 ** 31 - 1),
      ...(control === undefined ? {} : {control}),
    };
    const opened = await openSpecs(context, options, {name: 'eos', writes: true});
    if ('refused' in opened) return opened.refused;
    const result = await attemptProof(context, opened.model, [exactlyOnce(how, opened.model.cluster.spec.verification.mode)]);
    return await reportProof(context, options, {command: 'eos', ...opened, result});
  },
});

/** In read-only mode it has verdicts, too: unknown ones, which say why. */
function exactlyOnce(how: ExactlyOnceOptions, mode: VerificationMode): NamedScenario {
  return {
    name: 'eos',
    file: 'src/verify/eos/proof.ts',
    scenario: {
      kind: 'proof',
      title: 'Exactly-once holds though processors are killed',
      claims: Object.values(CLAIMS),
      mode: mode === 'read-only' ? mode : 'canary',
      run: context => proveExactlyOnce(context, how),
    },
  };
}

/** A whole number of an option. */
function whole<Name extends string>(name: Name, text: string | undefined, least: number, most: number): Partial<Record<Name, number>> {
  if (text === undefined) return {};
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return {[name]: value} as Record<Name, number>;
  throw usageError('eos/number', `--${name} is a whole number from ${least} to ${most}, not ${JSON.stringify(text)}`);
}
