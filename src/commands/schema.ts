import {EXIT, usageError} from '../findings/error.ts';
import {suggestion} from '../findings/suggest.ts';
import {describedSpec} from '../specs/described.ts';
import {documentSchema} from '../specs/envelope.ts';
import {KIND_DEFINITIONS} from '../specs/kinds/index.ts';
import {KINDS} from '../specs/model.ts';
import {command} from './command.ts';

export default command({
  summary: 'print the JSON Schema of a kind, for completion in editors',
  examples: [
    {
      line: 'weir schema topic --output topic.schema.json',
      does: 'writes it for the first line of a file: # yaml-language-server: $schema=topic.schema.json',
    },
    {line: 'weir schema', does: 'prints one schema for documents of every kind'},
  ],
  define: parser => parser.argument('[kind]', `one of ${KINDS.join(', ')}, in any case; all without one`),
  async run(context, {args: [name]}) {
    context.result(`${JSON.stringify(schemaOf(name), null, 2)}\n`);
    return EXIT.ok;
  },
});

function schemaOf(name: string | undefined): object {
  if (name === undefined) {
    const schemas = KINDS.map(kind => documentSchema(KIND_DEFINITIONS[kind], describedSpec(kind)));
    return {
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: 'Kafka Weir document',
      // Each branch is chosen by its kind, so that an editor shows the errors of one kind only.
      allOf: schemas.map((schema, index) => ({if: {properties: {kind: {const: KINDS[index]}}, required: ['kind']}, then: schema})),
      properties: {kind: {enum: KINDS}},
      required: ['kind'],
    };
  }
  const kind = KINDS.find(one => one.toLowerCase() === name.toLowerCase());
  if (kind === undefined)
    throw usageError('schema/unknown-kind', `there is no kind ${name}${suggestion(name, KINDS)}`, `kinds: ${KINDS.join(', ')}`);
  return documentSchema(KIND_DEFINITIONS[kind], describedSpec(kind));
}
