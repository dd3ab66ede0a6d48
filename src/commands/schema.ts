import {EXIT, usageError} from '../findings/error.ts';
import {suggestion} from '../findings/suggest.ts';
import {policySchema} from '../policy/config-schema.ts';
import {waiversSchema} from '../policy/waivers-schema.ts';
import {editorSchema} from '../specs/described.ts';
import {KINDS, type Kind} from '../specs/model.ts';
import {type CommandContext, command, type GlobalOptions} from './command.ts';
import {loadKnownRules} from './judged-specs.ts';

/** The files of `policies/` that have a schema, by what is typed for them. */
const SETTINGS = ['policy', 'waivers', 'rule'] as const;
const NAMES = [...KINDS.map(schemaName), ...SETTINGS];

export default command({
  summary: 'print the JSON Schema of a kind, or of a file in policies, for completion in editors',
  examples: [
    {
      line: 'weir schema topic --output topic.schema.json',
      does: 'writes it for the first line of a file: # yaml-language-server: $schema=topic.schema.json',
    },
    {line: 'weir schema', does: 'prints one schema for documents of every kind'},
    {line: 'weir schema policy', does: 'prints that of policy.yaml, with the rules, options, packs and classes that exist here'},
    {line: 'weir schema waivers', does: 'prints that of waivers.yaml'},
    {line: 'weir schema rule', does: 'prints that of a rule in YAML'},
  ],
  define: parser => parser.argument('[name]', `one of ${NAMES.join(', ')}, in any case; documents of every kind without one`),
  async run(context, {args: [name], options}) {
    context.result(`${JSON.stringify(await schemaOf(name, {context, options}), null, 2)}\n`);
    return EXIT.ok;
  },
});

interface Place {
  context: CommandContext;
  options: GlobalOptions;
}

async function schemaOf(name: string | undefined, {context, options}: Place): Promise<object> {
  if (name === undefined) return anyDocumentSchema();
  const wanted = name.toLowerCase();
  const kind = KINDS.find(one => one.toLowerCase() === wanted || schemaName(one) === wanted);
  if (kind !== undefined) return editorSchema(kind);
  if (wanted === 'rule') return (await import('../extensions/yaml-rule-schema.ts')).yamlRuleSchema;
  if (wanted !== 'policy' && wanted !== 'waivers')
    throw usageError(
      'schema/unknown-kind',
      `there is no schema ${name}${suggestion(name, [...KINDS, ...SETTINGS])}`,
      `schemas: ${NAMES.join(', ')}`,
    );
  // What policy.yaml says is not asked: its schema is wanted most where it cannot be read.
  const known = await loadKnownRules({cwd: context.cwd, directory: options.policies});
  return wanted === 'policy' ? policySchema(known) : waiversSchema(known.rules);
}

/** A kind as it is typed and as its file is named: `client-profile`. */
export function schemaName(kind: Kind): string {
  return kind.replaceAll(/(?<=.)[A-Z]/g, '-$&').toLowerCase();
}

/** One schema for a file of documents of any kind, with that of each kind as `schemaOfKind` gives it. */
export function anyDocumentSchema(schemaOfKind: (kind: Kind) => object = editorSchema): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Kafka Weir document',
    // Each branch is chosen by its kind, so that an editor shows the errors of one kind only.
    allOf: KINDS.map(kind => ({if: {properties: {kind: {const: kind}}, required: ['kind']}, then: schemaOfKind(kind)})),
    properties: {kind: {enum: KINDS, description: 'What the document is about.'}},
    required: ['kind'],
  };
}
