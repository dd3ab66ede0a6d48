import {command} from './command.ts';
import {attemptProof, openSpecs, reportProof, scenariosOf} from './proving.ts';

export default command({
  summary: 'prove access, authentication and encryption on the live cluster, as every declared user',
  examples: [
    {line: 'weir smoke', does: 'runs every smoke scenario on the sandbox'},
    {line: 'weir smoke permissions --cluster production', does: 'runs one that only reads'},
    {line: 'weir smoke --evidence smoke.json', does: 'writes what was measured, too'},
  ],
  covers: ['SE3'],
  define: parser =>
    parser
      .argument('[name]', 'one scenario of scripts/smoke; all unless given')
      .option('--evidence <file>', 'write the evidence as JSON')
      .option('--allow-unknown', 'exit 0 even where a claim could be neither proved nor refuted'),
  async run(context, {args: [name], options}) {
    const scenarios = await scenariosOf(context, 'smoke', name);
    const opened = await openSpecs(context, options, {name: 'smoke', writes: true});
    if ('refused' in opened) return opened.refused;
    const result = await attemptProof(context, opened.model, scenarios);
    return await reportProof(context, options, {command: 'smoke', ...opened, result});
  },
});
