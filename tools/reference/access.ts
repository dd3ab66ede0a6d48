import {dump} from 'js-yaml';
import {resourceText} from '../../src/access/answer-text.ts';
import type {Archetype} from '../../src/access/archetypes/archetype.ts';
import {ARCHETYPES} from '../../src/access/archetypes/index.ts';
import {type DerivedAcl, deriveAcls} from '../../src/access/derive.ts';
import {application, type Document, user} from '../../src/policy/examples.ts';
import {resolveExamples} from '../../src/policy/resolve-examples.ts';
import {anchor, block, code, page, prose, table} from './markdown.ts';

/** What is several archetypes at once: their rights add up. */
const COMPOSED: readonly {name: string; summary: string; example: Record<string, unknown>}[] = [
  {
    name: 'exactly-once processor',
    summary:
      'Reads, writes and commits its offsets in one transaction: a consumer and a transactional producer. No right of its own is added, for offsets in a transaction take those of the consumer.',
    example: {
      produces: [{topic: 'payments.settled.v1'}],
      consumes: [{topic: 'payments.authorised.v1', group: 'settler', deadLetter: 'payments.dlq.v1'}],
      transactionalId: {prefix: 'settler-'},
    },
  },
  {
    name: 'sink connector with dead letters',
    summary: 'A connector that reads: a consumer in the group connect-NAME, which makes its dead-letter topic where nobody declares it.',
    example: {
      consumes: [{topic: 'orders.placed.v1', deadLetter: 'orders.search.dlq.v1'}],
      connector: {name: 'orders-search', type: 'sink'},
    },
  },
  {
    name: 'archive by prefix',
    summary: 'A consumer of all topics that start so, also of those that are made later.',
    example: {consumes: [{topicPrefix: 'orders.', group: 'archive'}]},
  },
];

interface Shown {
  name: string;
  document: Document;
  acls: DerivedAcl[];
}

/** `docs/reference/access.md`, from the archetypes' own metadata and what their examples derive. */
export function accessPage(header: string): string {
  const archetypes = ARCHETYPES.map(archetype => ({archetype, shown: shownOf(archetype.name, archetype.example)}));
  const composed = COMPOSED.map(one => ({...one, shown: shownOf(one.name, one.example)}));
  const all = [...archetypes, ...composed].map(({shown}) => shown);
  return page(
    '# Access',
    header,
    'An Application says what a program does, and Weir derives the least ACLs for it. It is every archetype that its intents make of it, and the rights of all of them add up. Each right stands here with the place in Apache Kafka that asks for it.',
    table(
      ['archetype', 'is'],
      archetypes.map(({archetype: {name, summary}}) => [`[${prose(name)}](${anchor(name)})`, prose(summary)]),
    ),
    'Often seen, and made of these:',
    table(
      ['composed', 'is'],
      composed.map(({name, summary}) => [`[${prose(name)}](${anchor(name)})`, prose(summary)]),
    ),
    'DESCRIBE is not derived where READ, WRITE, DELETE or ALTER gives it. CREATE is derived for topics alone that no Topic document declares; the examples declare none. What happens without a right is what the programs of Kafka itself were seen to do on the sandbox, where it stands.',
    ...archetypes.map(({archetype, shown}) => section(archetype, shown)),
    ...composed.map(({name, summary, shown}) => [`## ${prose(name)}`, prose(summary), ...exampleParts(shown)].join('\n\n')),
    '## All ACLs, with where Kafka asks for each',
    'What every example above derives. An ACL that several archetypes need stands once, with each of them.',
    table(['example', 'ACL', 'taken by', 'Kafka source'], all.flatMap(sourceRows)),
  );
}

function section({name, summary, needs}: Archetype, shown: Shown): string {
  return [
    `## ${prose(name)}`,
    prose(summary),
    table(
      ['right', 'on', 'because', 'Kafka asks for it in', 'without it'],
      Object.values(needs).map(({operation, type, on, because, source, without}) => [
        `${code(operation)} on ${type}`,
        prose(on),
        prose(because),
        prose(source),
        prose(without ?? ''),
      ]),
    ),
    ...exampleParts(shown),
  ].join('\n\n');
}

function exampleParts({document, acls}: Shown): string[] {
  return [
    block('yaml', dump(document, {lineWidth: 100, flowLevel: 3}).trimEnd()),
    'It derives:',
    table(
      ['ACL', 'because'],
      acls.map(acl => [aclText(acl), prose(once(acl.reasons.map(({archetype, because}) => `${because} (${archetype})`)))]),
    ),
  ];
}

function sourceRows({name, acls}: Shown): string[][] {
  return acls.map(acl => [
    `[${prose(name)}](${anchor(name)})`,
    aclText(acl),
    prose(once(acl.reasons.map(({archetype}) => archetype))),
    prose(once(acl.reasons.map(({source}) => source))),
  ]);
}

function aclText({binding: {operation, resourceType, resourceName, pattern}}: DerivedAcl): string {
  return `${code(operation)} on ${resourceText({type: resourceType, name: code(resourceName), pattern})}`;
}

function once(texts: readonly string[]): string {
  return [...new Set(texts)].join('; ');
}

/** An example as a document that a person could write, and what is derived from it. Fails where it is not valid. */
function shownOf(name: string, example: Readonly<Record<string, unknown>>): Shown {
  const slug = name.toLowerCase().replaceAll(' ', '-');
  const document = application({name: slug, metadata: {description: undefined}, consumes: undefined, user: slug, ...example});
  const {models, findings} = resolveExamples([document, user({name: slug})]);
  const [model] = models;
  const [problem] = findings;
  if (problem !== undefined || model === undefined) throw new Error(`the example of ${name} is not valid: ${problem?.message}`);
  return {name, document, acls: deriveAcls(model)};
}
