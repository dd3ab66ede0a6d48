import {modelPolicy, quota, user} from 'kafka-weir/policy';

/** The attributes that RFC 2253 writes by name; Java writes any other by its number, with the value in hexadecimal. */
const NAMED = new Set(['CN', 'L', 'ST', 'O', 'OU', 'C', 'STREET', 'DC', 'UID']);

export default modelPolicy({
  kinds: ['User'],
  title: 'The subject of a certificate is written as the broker writes it',
  rationale:
    'The principal of a certificate is its subject as Java prints it by RFC 2253: the most specific part first, no spaces around commas and equals signs, names of attributes in capitals, and those outside that standard, like emailAddress, by number. ACLs compare that text. A subject copied from openssl has another order and spaces, and its user has no access at all.',
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
      const {fix, text} = problem;
      report({
        resource,
        at: 'spec.tls.subject',
        message: text,
        ...(fix === undefined || problemOf(fix) !== undefined ? {} : {fix: {'spec.tls.subject': fix}}),
      });
    }
  },
  examples: {
    good: [
      [tls('CN=audit'), defaultQuota()],
      [tls('CN=audit,OU=data,O=Acme\\, Inc.,C=DE'), defaultQuota()],
      [tls('1.2.840.113549.1.9.1=#16056140622e63,CN=audit,DC=acme,DC=example'), defaultQuota()],
      [user({scram: undefined, tls: {subject: 'C = DE, CN = audit', principal: 'User:audit'}}), defaultQuota()],
    ],
    bad: [
      [tls('CN=audit, O=acme'), defaultQuota()],
      [tls('C = DE, O = acme, CN = audit'), defaultQuota()],
      [tls('/C=DE/O=acme/CN=audit'), defaultQuota()],
      [tls('cn=audit,o=acme'), defaultQuota()],
      [tls('emailAddress=a@acme.example,CN=audit'), defaultQuota()],
      [tls('C=DE,O=acme,CN=audit'), defaultQuota()],
      [tls('audit'), defaultQuota()],
    ],
  },
});

/** What keeps a subject from being text that X500Principal.getName() gives, and the text that was probably meant. */
function problemOf(subject: string): {text: string; fix?: string} | undefined {
  if (subject.startsWith('/')) {
    const fix = subject.slice(1).split('/').reverse().join(',');
    return {text: `this is openssl's old form; the broker writes ${fix}`, fix};
  }
  const parts = partsOf(subject);
  const tight = parts.map(({name, value}) => `${name.trim()}=${value.trim()}`).join(',');
  if (parts.some(({name, value}) => name.trim() === '' || value.trim() === ''))
    return {text: 'this is no distinguished name, like CN=audit,O=acme'};
  if (tight !== subject) return {text: `the broker writes no spaces around commas and equals signs: ${tight}`, fix: tight};
  const odd = parts.find(({name}) => !NAMED.has(name) && !/^[0-9]+(\.[0-9]+)+$/.test(name));
  if (odd !== undefined) {
    const capital = odd.name.toUpperCase();
    if (!NAMED.has(capital))
      return {text: `the broker writes ${odd.name} by its number, with the value in hexadecimal: take the subject from the broker's log`};
    const fix = parts.map(({name, value}) => `${NAMED.has(name.toUpperCase()) ? name.toUpperCase() : name}=${value}`).join(',');
    return {text: `the broker writes names of attributes in capitals: ${fix}`, fix};
  }
  const last = parts.at(-1);
  // No certificate states a country under a person: it was read in the order in which it is encoded.
  if (parts.length > 1 && parts[0]?.name === 'C' && last?.name !== 'C') {
    const fix = parts
      .map(({name, value}) => `${name}=${value}`)
      .reverse()
      .join(',');
    return {text: `the broker writes the most specific part first: ${fix}`, fix};
  }
  return undefined;
}

/** The attributes of a distinguished name, split at commas and plus signs that no backslash or quote protects. */
function partsOf(subject: string): {name: string; value: string}[] {
  const parts = subject.match(/(?:\\.|"(?:\\.|[^"\\])*"|[^\\",+])+/g) ?? [''];
  return parts.map(part => {
    const equals = part.indexOf('=');
    return equals === -1 ? {name: '', value: part} : {name: part.slice(0, equals), value: part.slice(equals + 1)};
  });
}

function tls(subject: string) {
  return user({scram: undefined, tls: {subject}});
}

function defaultQuota() {
  return quota({entity: {default: 'user'}});
}
