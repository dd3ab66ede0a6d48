import {modelPolicy, quota, user} from 'kafka-weir/policy';

/** The attributes that RFC 2253 writes by name; Java writes any other by its number, with the value in hexadecimal. */
const NAMED = new Set(['CN', 'L', 'ST', 'O', 'OU', 'C', 'STREET', 'DC', 'UID']);

export default modelPolicy({
  kinds: ['User'],
  title: 'The subject of a certificate is written as the broker writes it',
  rationale:
    'The principal of a certificate is its subject as Java prints it by RFC 2253: the most specific part first, no spaces around commas and equals signs, names of attributes in capitals, values without quotes, their special characters escaped, and attributes outside that standard, like emailAddress, by number. ACLs compare that text. A subject copied from openssl has another order and spaces, and its user has no access at all.',
  level: 'warning',
  packs: {strict: 'error', development: 'warning'},
  covers: ['SE2', 'SE3'],
  sources: [
    'Apache Kafka 4.3, DefaultKafkaPrincipalBuilder.applySslPrincipalMapper: X500Principal.getName()',
    'RFC 2253, sections 2.1 to 2.4: order, attribute names and escapes',
    'Apache Kafka documentation, Customizing SSL user name: ssl.principal.mapping.rules',
  ],
  waiveWhen: 'The brokers map subjects by ssl.principal.mapping.rules: better, state what this one becomes in tls.principal.',
  judgeAll({users}, _options, report) {
    for (const resource of users) {
      const {tls} = resource.spec;
      // Where the cluster maps the subject, only what it maps it to is ever compared.
      if (tls === undefined || tls.principal !== undefined) continue;
      const problem = problemOf(tls.subject);
      if (problem === undefined) continue;
      const fix = mended(tls.subject);
      report({
        resource,
        at: 'spec.tls.subject',
        message: fix === undefined ? problem.text : `${problem.text}: ${fix}`,
        ...(fix === undefined ? {} : {fix: {'spec.tls.subject': fix}}),
      });
    }
  },
  examples: {
    good: [
      [tls('CN=audit'), defaultQuota()],
      [tls('OU=data+CN=audit,O=a \\+ b\\ ,ST=x\\, y'), defaultQuota()],
      [tls('CN=audit,OU=data,O=Acme\\, Inc.,C=DE'), defaultQuota()],
      [tls('1.2.840.113549.1.9.1=#16056140622e63,CN=audit,DC=acme,DC=example'), defaultQuota()],
      [user({scram: undefined, tls: {subject: 'C = DE, CN = audit', principal: 'User:audit'}}), defaultQuota()],
    ],
    bad: [
      [tls('CN=audit, O=acme'), defaultQuota()],
      [tls('C = DE, O = acme, CN = audit'), defaultQuota()],
      [tls('/C=DE/O=acme/CN=audit'), defaultQuota()],
      [tls('cn=audit,o=acme'), defaultQuota()],
      [tls('c = DE, o = Acme\\, Inc, ou = x + cn = audit'), defaultQuota()],
      [tls('emailAddress=a@acme.example,CN=audit'), defaultQuota()],
      [tls('C=DE,O=acme,CN=audit'), defaultQuota()],
      [tls('audit'), defaultQuota()],
      [tls('CN=audit,O="Acme, \\"Inc\\""'), defaultQuota()],
      [tls('CN=audit,O=" Acme"'), defaultQuota()],
    ],
  },
});

/** The subject with all that can be mended; undefined where something else is wrong too. */
function mended(subject: string): string | undefined {
  const problem = problemOf(subject);
  if (problem === undefined) return subject;
  return problem.fix === undefined ? undefined : mended(problem.fix);
}

/** What keeps a subject from being text that X500Principal.getName() gives, and the text that was probably meant. */
function problemOf(subject: string): {text: string; fix?: string} | undefined {
  if (subject.startsWith('/')) {
    const fix = subject.slice(1).split('/').reverse().join(',');
    return {text: "this is openssl's old form; the broker writes commas, and the most specific part first", fix};
  }
  const names = namesOf(subject);
  const parts = names.flat();
  if (parts.some(({name, value}) => name === '' || value === '')) return {text: 'this is no distinguished name, like CN=audit,O=acme'};
  const tight = textOf(names);
  if (tight !== subject) return {text: 'the broker writes no spaces around commas and equals signs', fix: tight};
  const quoted = parts.find(({value}) => value.startsWith('"'));
  if (quoted !== undefined) return quotedProblem(names, quoted);
  const odd = parts.find(({name}) => !NAMED.has(name) && !/^[0-9]+(\.[0-9]+)+$/.test(name));
  if (odd !== undefined) {
    if (!NAMED.has(odd.name.toUpperCase()))
      return {text: `the broker writes ${odd.name} by its number, with the value in hexadecimal: take the subject from the broker's log`};
    const capitals = names.map(name => name.map(one => (one === odd ? {...one, name: one.name.toUpperCase()} : one)));
    return {text: 'the broker writes names of attributes in capitals', fix: textOf(capitals)};
  }
  // No certificate states a country under a person: it was read in the order in which it is encoded.
  if (names.length > 1 && parts[0]?.name === 'C' && parts.at(-1)?.name !== 'C')
    return {text: 'the broker writes the most specific part first', fix: textOf(names.toReversed())};
  return undefined;
}

/** Java reads quotes, and writes backslashes in their place. */
function quotedProblem(names: readonly (readonly Attribute[])[], quoted: Attribute): {text: string; fix?: string} {
  const text = 'the broker writes no quotes, and escapes special characters by a backslash';
  const inner = /^"((?:[^"\\]|\\.)*)"$/s.exec(quoted.value)?.[1]?.replaceAll(/\\(.)/gs, '$1');
  // Spaces at the ends may belong to the name or not: the broker's log tells.
  if (inner === undefined || inner === '' || inner.trim() !== inner) return {text: `${text}: take the subject from the broker's log`};
  const value = inner.replaceAll(/[,=+<>#;"\\]/g, '\\$&');
  return {text, fix: textOf(names.map(name => name.map(one => (one === quoted ? {...one, value} : one))))};
}

interface Attribute {
  name: string;
  value: string;
}

/** The relative names of a distinguished name, each with its attributes: split at commas and plus signs that are not escaped. */
function namesOf(subject: string): Attribute[][] {
  const escaped = /\\./gs;
  // Two characters that are one to the standard become two that no separator is, so that places stay.
  const plain = subject.replaceAll(escaped, '__').replaceAll(/"[^"]*"/g, quoted => '_'.repeat(quoted.length));
  const names: Attribute[][] = [];
  let start = 0;
  let inside: Attribute[] = [];
  for (let end = 0; end <= plain.length; end++) {
    const separator = plain[end];
    if (end < plain.length && separator !== ',' && separator !== '+') continue;
    inside.push(attributeOf(subject.slice(start, end)));
    start = end + 1;
    if (separator === '+') continue;
    names.push(inside);
    inside = [];
  }
  return names;
}

function attributeOf(text: string): Attribute {
  const equals = text.indexOf('=');
  if (equals === -1) return {name: '', value: text.trim()};
  // A space after a backslash belongs to the value.
  const value = text
    .slice(equals + 1)
    .trimStart()
    .replace(/(?<!\\)\s+$/, '');
  return {name: text.slice(0, equals).trim(), value};
}

function textOf(names: readonly (readonly Attribute[])[]): string {
  return names.map(name => name.map(one => `${one.name}=${one.value}`).join('+')).join(',');
}

function tls(subject: string) {
  return user({scram: undefined, tls: {subject}});
}

function defaultQuota() {
  return quota({entity: {default: 'user'}});
}
