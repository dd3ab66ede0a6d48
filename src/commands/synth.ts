import path from 'node:path';
import {EXIT} from '../findings/error.ts';
import {command} from './command.ts';
import {gateSpecs} from './gate.ts';
import {loadStack} from './load-stack.ts';
import {textOrJson} from './text-or-json.ts';

export default command({
  summary: 'write the Terraform of every cluster and domain, with CDKTF',
  examples: [
    {line: 'weir synth', does: 'writes cdktf.out/stacks/<cluster>.<domain>/cdk.tf.json'},
    {line: 'weir synth --cluster production', does: 'writes the stacks of one cluster'},
    {line: 'weir synth --stack our-domain', does: "uses a team's own stack, stacks/our-domain.ts"},
  ],
  define: parser =>
    parser
      .option('--out <dir>', 'folder to write to (default: cdktf.out)')
      .option('--stack <name>', 'the stack definition, a file of stacks/', 'domain'),
  async run(context, {options}) {
    const format = textOrJson(options.format);
    const gate = await gateSpecs(context, options, 'synth');
    if (gate.refused !== undefined) return gate.refused;
    const {synthesise} = await import('../terraform/synth.ts');
    // The CDKTF CLI says where it wants the output.
    const outdir = path.resolve(context.cwd, options.out ?? context.env['CDKTF_OUTDIR'] ?? 'cdktf.out');
    const stacks = synthesise({models: gate.models, definition: await loadStack(context.cwd, options.stack), cwd: context.cwd, outdir});
    const rows = stacks.map(({addresses: _all, ...stack}) => ({
      ...stack,
      directory: path.relative(context.cwd, stack.directory).split(path.sep).join('/'),
    }));
    context.result(
      format === 'json'
        ? `${JSON.stringify({stacks: rows}, null, 2)}\n`
        : rows.map(({directory, resources}) => `${directory}/cdk.tf.json  ${resources} resource${resources === 1 ? '' : 's'}\n`).join(''),
    );
    return EXIT.ok;
  },
});
