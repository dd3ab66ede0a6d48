import {pointerOf} from '../policy/schema.ts';
import type {Kind} from '../specs/model.ts';

/** A file to be written, relative to the folder of the policies. */
export interface ScaffoldFile {
  path: string;
  text: string;
}

/** A condition on a kind that its smallest valid document meets, and a value that does not: something to start from. */
interface Start {
  /** Function of kafka-weir/policy that makes an example. */
  make: string;
  at: string;
  keyword: string;
  option: {name: string; type: 'integer' | 'string'; description: string; default: number | string; minimum?: number};
  title: string;
  says: string;
  /** Overrides of the smallest document, as they stand in `spec` or around it. */
  good: Record<string, unknown>;
  bad: Record<string, unknown>;
}

const STARTS: Record<Kind, Start> = {
  Topic: {
    make: 'topic',
    at: 'spec.partitions',
    keyword: 'multipleOf',
    option: {name: 'divisor', type: 'integer', description: 'What the number of partitions is divided by.', default: 2, minimum: 1},
    title: 'The number of partitions can be shared evenly',
    says: '{value} partitions cannot be shared by {divisor}',
    good: {partitions: 4},
    bad: {partitions: 3},
  },
  Acl: {
    make: 'acl',
    at: 'spec.principal',
    keyword: 'pattern',
    option: {name: 'form', type: 'string', description: 'Regular expression of principals.', default: '^User:[a-z-]+$'},
    title: 'Principals are named as we name them',
    says: 'the principal {value} is not of the form {form}',
    good: {principal: 'User:order-service'},
    bad: {principal: 'User:Order_Service'},
  },
  Quota: {
    make: 'quota',
    at: 'spec.requestPercentage',
    keyword: 'maximum',
    option: {name: 'max', type: 'integer', description: 'Highest percentage of one request handler.', default: 100, minimum: 1},
    title: 'No client may take more than one request handler',
    says: '{value} percent is more than {max}',
    good: {requestPercentage: 50},
    bad: {requestPercentage: 200},
  },
  User: {
    make: 'user',
    at: 'metadata.name',
    keyword: 'pattern',
    option: {name: 'form', type: 'string', description: 'Regular expression of names.', default: '^[a-z][a-z-]*$'},
    title: 'Users are named as we name them',
    says: 'the name {value} is not of the form {form}',
    good: {name: 'order-service'},
    bad: {name: 'Order_Service'},
  },
  Application: {
    make: 'application',
    at: 'spec.instances',
    keyword: 'maximum',
    option: {name: 'max', type: 'integer', description: 'Most instances.', default: 24, minimum: 1},
    title: 'No application runs more often than our brokers can bear',
    says: '{value} instances are more than {max}',
    good: {instances: 6},
    bad: {instances: 200},
  },
  Cluster: {
    make: 'cluster',
    at: 'spec.brokers.count',
    keyword: 'minimum',
    option: {name: 'min', type: 'integer', description: 'Fewest brokers.', default: 3, minimum: 1},
    title: 'A cluster has brokers to spare',
    says: '{value} brokers are fewer than {min}',
    good: {brokers: {count: 3}},
    bad: {brokers: {count: 1}},
  },
  ClientProfile: {
    make: 'profile',
    at: 'spec.consumer.auto.offset.reset',
    keyword: 'pattern',
    option: {
      name: 'form',
      type: 'string',
      description: 'Regular expression of what a new group may start from.',
      default: '^(earliest|none)$',
    },
    title: 'A new group misses nothing',
    says: 'auto.offset.reset {value} is not of the form {form}',
    good: {consumer: {'auto.offset.reset': 'earliest'}},
    bad: {consumer: {'auto.offset.reset': 'latest'}},
  },
};

/** A rule in YAML, whose examples are its tests. `id` is its path below the policies. */
export function yamlRule(id: string, kind: Kind): ScaffoldFile[] {
  const {at, keyword, option, title, says, good, bad} = STARTS[kind];
  const {name, ...schema} = option;
  const text = `kind: ${kind}
title: ${title}
rationale: Say here why it matters, and what goes wrong otherwise.
level: error
sources: [our own decision]
options:
  ${name}: ${flow(schema)}
at: ${at}
must: {${keyword}: {$data: /options/${name}}}
message: ${quote(says)}
examples:
  good:
    - ${flow(patch(good))}
  bad:
    - ${flow(patch(bad))}
`;
  return [{path: `${id}.yaml`, text}];
}

/** A rule in TypeScript, and a test with room for more than its examples. */
export function typescriptRule(id: string, kind: Kind): ScaffoldFile[] {
  const {make, at, keyword, option, title, says, good, bad} = STARTS[kind];
  const {name, ...schema} = option;
  const base = id.slice(id.lastIndexOf('/') + 1);
  const rule = `import {${['at', 'option', 'policy', make].sort().join(', ')}} from 'kafka-weir/policy';

export default policy({
  kind: '${kind}',
  title: ${literal(title)},
  rationale: 'Say here why it matters, and what goes wrong otherwise.',
  level: 'error',
  sources: ['our own decision'],
  options: {${name}: ${literal(schema)}},
  schema: at('${at}', {${keyword}: option('${name}')}),
  message: ({value, ${name}}) => \`${says.replaceAll('{', '${')}\`,
  examples: {good: [${make}(${literal(good)})], bad: [${make}(${literal(bad)})]},
});
`;
  const test = `// Run by: node --test 'policies/**/*.test.ts', with Node >= 24
// Needs Weir beside it: npm install --save-dev kafka-weir. Without that, weir rules --test runs the examples.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {${['findingsOf', make, 'testRule'].sort().join(', ')}} from 'kafka-weir/policy';
import rule from './${base}.ts';

test('the examples hold', () => testRule(rule));

test('it points at the value', async () => {
  const findings = await findingsOf(rule, [${make}(${literal(bad)})]);
  assert.deepEqual(findings.map(({location}) => location.pointer), [${literal(pointerOf(at))}]);
});
`;
  return [
    {path: `${id}.ts`, text: rule},
    {path: `${id}.test.ts`, text: test},
  ];
}

/** Overrides as a merge patch: a name belongs to the metadata, all else to the spec. */
function patch({name, ...spec}: Record<string, unknown>): Record<string, unknown> {
  return {...(name === undefined ? {} : {metadata: {name}}), ...(Object.keys(spec).length === 0 ? {} : {spec})};
}

/** As a person writes it in YAML. */
function flow(value: unknown): string {
  if (typeof value === 'string') return /^[A-Za-z][A-Za-z0-9 .-]*$/.test(value) ? value : quote(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${key}: ${flow(inner)}`)
    .join(', ')}}`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}

/** As a person writes it in TypeScript. */
function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "\\'")}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${/^\w+$/.test(key) ? key : literal(key)}: ${literal(inner)}`)
    .join(', ')}}`;
}
