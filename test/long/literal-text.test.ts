import {rmSync} from 'node:fs';
import fc from 'fast-check';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {withAdmin} from '../../src/cluster/admin.ts';
import {readFacts} from '../../src/cluster/facts.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {weir} from '../fixtures/cli.ts';
import {destroyByHand} from '../fixtures/destroy-by-hand.ts';
import {testRoot} from '../fixtures/live-cluster.ts';
import {longFactor} from '../fixtures/long-factor.ts';
import {sharedSandboxFolder} from '../fixtures/shared-sandbox-folder.ts';

const COUNT = Math.ceil(400 * longFactor());
const PRINCIPAL = 'User:literal-text';

/** What HCL, JSON, CDKTF's tokens, JavaScript's replacements, the provider's ids or a shell would like to read. */
const PIECES = [
  ...['$', '$$', '$$$', '%', '%%', '{', '}', '${', '$${', '$$${', '%{', '%%{', '#{', '${}', '${1+1}', '${path.root}', '${var.x}'],
  ...['%{if true}', '%{endif}', '${TfToken[TOKEN.0]}', '#{TfToken[0]}', 'TfToken[', '${jsonencode({})}', '${"$"}', '${"${"}'],
  ...['"', '\\', "'", '`', '\\"', '\\\\', '\\n', '\\u0041', '$&', '$1', "$'", '|', '||', '/', '~1', '<<EOF', '//', '/*', '#', ' ', '  '],
  ...[
    '*',
    '?',
    '$(id)',
    '`id`',
    '!',
    ';',
    '&',
    '<b>',
    '&amp;',
    '%20',
    'é',
    'ünïcödé',
    '日本',
    '🙂',
    '👩‍👧',
    'ß',
    'İ',
    'ﷺ',
    '\u00a0',
    '\u3000',
  ],
];

/** Names that Weir takes: NFC, no control, format or separating characters. */
const text = fc
  .array(
    fc.oneof({weight: 5, arbitrary: fc.constantFrom(...PIECES)}, {weight: 1, arbitrary: fc.string({unit: 'grapheme', maxLength: 5})}),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map(pieces => pieces.join('').normalize('NFC'))
  .filter(one => !/[\p{C}\p{Zl}\p{Zp}]/u.test(one));

/** The number tells them apart; it stands first and last in turn, so that texts begin and end names. */
const names = fc.sample(text, {seed: 4, numRuns: COUNT}).map((one, index) => (index % 2 === 0 ? `${one} ${index}` : `${index} ${one}`));

const documents = names.map(
  (name, index) => `---
apiVersion: weir/v1
kind: Acl
metadata: {name: literal-${index}}
spec: {principal: ${PRINCIPAL}, resource: {type: group, name: ${JSON.stringify(name)}}, operations: [read]}
`,
);
let cwd = '';

beforeAll(() => {
  cwd = sharedSandboxFolder({
    'cluster.yaml': 'apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: literal}\nspec: {environment: test, sandbox: true}\n',
    'domain/acls.yaml': documents.join(''),
  });
});
afterAll(async () => {
  await destroyByHand(cwd, 'literal.domain', testRoot());
  rmSync(cwd, {recursive: true, force: true});
});

it(`${COUNT} texts that something would like to evaluate arrive on the broker as they were written`, async () => {
  const applied = await weir(['apply', '--yes'], {cwd});
  expect([applied.exit, applied.stdout], applied.stderr).toEqual([0, expect.stringContaining(`applied ${COUNT} changes to literal\n`)]);
  const {acls} = await withAdmin(await sandboxConnection({root: testRoot()}), readFacts);
  if (!('known' in acls)) throw new Error('the ACLs could not be read');
  const live = acls.known.bindings.filter(one => one.principal === PRINCIPAL).map(({resourceName}) => resourceName);
  expect(live.sort()).toEqual(names.toSorted());
  // What was read back by the provider is what was written, too: nothing is left to change.
  const plan = await weir(['plan', '--fail-on-changes'], {cwd});
  expect([plan.exit, plan.stdout], plan.stderr).toEqual([0, expect.stringContaining('No changes')]);
});
