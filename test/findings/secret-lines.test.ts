import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import html from '../../src/findings/reporters/html.ts';
import pretty from '../../src/findings/reporters/pretty.ts';
import {secretLines} from '../../src/findings/reporters/secret-lines.ts';
import {at, sampleFinding, sampleReport} from './sample-report.ts';

const SECRET = 'SuperSecret789!';

/** Every line of the source with a finding at each: what a report of it shows at most. */
function everythingShown(source: string): string {
  const findings = source.split('\n').map((_, index) => sampleFinding({location: at(index + 1)}));
  const context = {color: false, sourceOf: () => source};
  return pretty.render(sampleReport(findings), context) + html.render(sampleReport(findings), context);
}

describe('a secret is in no frame, whatever stands around it', () => {
  it.each([
    ['in flow', `metadata: {name: [zoe\nspec: {scram: {passwordFrom: ${SECRET}}}`],
    ['as the name of a variable', `spec: {scram: {passwordFrom: {env: "${SECRET}"}, version: 1}}`],
    ['as the name of a variable, unquoted', `spec: {scram: {passwordFrom: {env: ${SECRET}}}}`],
    ['as the name of a variable, in a block', `spec:\n  scram:\n    passwordFrom:\n      env: "${SECRET}"\n`],
    ['as a key', `spec: {scram: {passwordFrom: {${SECRET}}}}`],
    ['after a reference', `spec: {usernameFrom: {env: NAME}, passwordFrom: ${SECRET}}`],
    ['ahead of a reference', `spec: {passwordFrom: ${SECRET}, usernameFrom: {env: NAME}}`],
    ['in a second entry', `spec: {passwordFrom: {file: a, env: "${SECRET}"}}`],
    ['on the next line', `spec:\n  passwordFrom:\n    ${SECRET}\n  version: 1`],
    ['on the next line, not indented', `passwordFrom:\n${SECRET}\nversion: 1`],
    ['on the next line of a flow mapping', `spec: {scram: {passwordFrom:\n  ${SECRET}}}`],
    ['in a block scalar', `  keyFrom: |\n    one\n\n    ${SECRET}\n  x: y`],
    ['in quotes over two lines', `password: "one\n  ${SECRET}"\nx: y`],
    ['in an unclosed quote', `password: "one\n${SECRET}\nx: y`],
    ['as an entry of a list', `passwords:\n- ${SECRET}\n- x`],
    ['as an entry of a list below another key', `- passwordFrom:\n    - ${SECRET}\n  version: 1`],
    ['with an explicit key', `? password\n: ${SECRET}`],
    ['in JSON', `{"password":"${SECRET}"}`],
    ['in JSON, the colon below', `{"password"\n  : "${SECRET}"}`],
    ['without a blank', `password:${SECRET}`],
    ['in a JAAS line', `jaas: org.Login required password="${SECRET}";`],
    ['in a comment', `# was: registry-token: ${SECRET}`],
    ['as an alias', `password: *${SECRET}`],
    ['as a tag', `password: !${SECRET}`],
    ['in a URL', `backend: pg://weir:${SECRET}@db/state`],
    ['below a text with a #', `a: "x #1", passwordFrom:\n  ${SECRET}`],
    ['in a long line', `${'x'.repeat(20_000)}, password: ${SECRET}`],
    ['with CRLF', `a: b\r\nPASSWORD: ${SECRET}\r\n`],
  ])('%s', (_where, source) => expect(everythingShown(source)).not.toContain(SECRET));

  it('however it is spelled and nested', () => {
    const key = fc.constantFrom(
      'password',
      'passwordFrom',
      'keyFrom',
      'client_secret',
      'api-key',
      'credentials',
      'sasl.token',
      'PassPhrase',
    );
    const quote = fc.constantFrom('', '"', "'");
    const before = fc.constantFrom('', '  ', '- ', '{', 'spec: {a: b, ', 'spec: {x: [', '\t', '? ', 'passwordFrom: {env: A}, ');
    const separator = fc.constantFrom(':', ': ', ' : ', ': &a ', ': !!str ', ':\n', ':\n    ', ': |\n      ', ': {env: A B, file: ', ': [');
    fc.assert(
      fc.property(
        before,
        key,
        quote,
        separator,
        quote,
        fc.constantFrom('', '}', '\nkind: Topic'),
        (start, name, one, between, two, end) => {
          expect(everythingShown(`kind: Usr\n${start}${one}${name}${one}${between}${two}${SECRET}${two}${end}`)).not.toContain(SECRET);
        },
      ),
      {numRuns: 200},
    );
  });
});

it.each([
  'spec: {scram: {mechanism: SCRAM-SHA-512, passwordFrom: {env: A_1}, version: 1}, usernameFrom: {file: a/b.txt}}',
  'passwordFrom: {command: [pass, show, "kafka/admin"]} # why',
  'passwordFrom:\n  env: NAME\nversion: 1',
  'passwordFrom:\n  command:\n    - pass\n    - show\nversion: 1',
  'passwordFrom: # comment\n  file: /run/secrets/kafka',
  'resource: {type: delegation-token, name: x}\noperations: [create-tokens]',
  'metadata: {name: payments.tokens.v1, owner: team}',
])('what is no secret is shown: %j', source => expect([...secretLines(source.split('\n'))]).toEqual([]));

it.each(['a', 'pass', 'passFrom:', '"', '- ', '://a:', 'passwordFrom: {command: [a ', '\t', '? '])(
  'a long line of %j costs no time',
  piece => {
    const startMs = performance.now();
    secretLines([`x: ${piece.repeat(1_000_000 / piece.length)}`, piece.repeat(9_000 / piece.length), 'x: y']);
    expect(performance.now() - startMs).toBeLessThan(1_000);
  },
);

it('the marker under a hidden line tells no length', () => {
  const location = at(1, 11, 11 + SECRET.length);
  const text = pretty.render(sampleReport([sampleFinding({location})]), {color: false, sourceOf: () => `password: ${SECRET}\na: b`});
  expect(text).toContain('> 1 | (not shown: it may hold a secret)\n      | ^\n    2 | a: b');
});
