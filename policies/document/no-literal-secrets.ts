import {acl, cluster, escapeKey, modelPolicy, resourcesOf, topic, user} from 'kafka-weir/policy';

/** Text that is a credential by its own form, wherever it stands. */
const SECRET_FORMS: readonly {what: string; form: RegExp}[] = [
  {what: 'a private key', form: /-----BEGIN [A-Z ]*PRIVATE KEY-----/},
  {what: 'an AWS access key', form: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/},
  {what: 'a GitHub token', form: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})\b/},
  {what: 'a GitLab token', form: /\bglpat-[A-Za-z0-9_-]{20,}/},
  {what: 'a Google API key', form: /\bAIza[A-Za-z0-9_-]{35}/},
  {what: 'a Vault token', form: /\bhvs\.[A-Za-z0-9_-]{24,}/},
  {what: 'a Slack token', form: /\bxox[abprs]-[A-Za-z0-9-]{10,}/},
  {what: 'a JSON web token', form: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/},
  {what: 'a password in a JAAS line', form: /\bpassword\s*=\s*["'][^"']+["']/i},
  {what: 'a password in a URL', form: /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s/@]+@/i},
];
/** What each of those forms holds, to pass over all other text at once: most text holds none. */
const MAY_BE_KNOWN = /-----BEGIN|AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|AIza|hvs\.|xox|eyJ|password|:\/\//i;
/** The shortest text of any of those forms: a URL with a user and a password of one letter each. */
const KNOWN_LENGTH_MIN = 'a://b:c@'.length;
/** Keys whose text is a credential, by their last word. */
const SECRET_KEY = /(?:^|[._-])(?:password|passwd|secret|token|(?:api|access|secret|account|private|encryption)[._-]?key|credentials?)$/i;
/** What such a key may say without being one: a word, a switch, a number. */
const HARMLESS = /^(?:[a-z]{1,12}|true|false|none|[0-9]{1,4})$/i;
const RANDOM_LENGTH_MIN = 20;
/** A word that is long enough to be measured. */
const LONG_WORD = new RegExp(`[A-Za-z0-9+=]{${RANDOM_LENGTH_MIN}}`);

/**
 * Documents without a secret, by the option that they were judged with: one that holds on several clusters, or stands in
 * two versions of a tree, is the same object, and is gone through once.
 */
const HARMLESS_DOCUMENTS = new Map<unknown, WeakSet<object>>();

export default modelPolicy({
  kinds: ['Cluster', 'Topic', 'Acl', 'Quota', 'User', 'Application', 'ClientProfile'],
  title: 'No secret stands in a document',
  rationale:
    'What is in Git is in every clone, for ever. A key, token or password belongs in a secret store and is named by …From: {env}, {file} or {command}. Recognised by the form of known credentials, by keys like password or token, and by randomness in labels, descriptions and settings.',
  level: 'error',
  packs: {regulated: 'error'},
  covers: ['SE5'],
  sources: ['OWASP Secrets Management Cheat Sheet: no secrets in source', 'The Kafka guide: security checklist'],
  waiveWhen: 'The text is no secret and only looks like one, as the hash of a file; better, write it in another form.',
  options: {
    entropyMin: {
      type: 'number',
      description: 'Bits a character above which a long word counts as random.',
      minimum: 1,
      maximum: 6,
      default: 4.1,
    },
  },
  judgeAll(model, {entropyMin}, report) {
    const isSecretKey = remembering(key => SECRET_KEY.test(separated(key)));
    const harmless = HARMLESS_DOCUMENTS.get(entropyMin) ?? new WeakSet();
    HARMLESS_DOCUMENTS.set(entropyMin, harmless);
    for (const resource of resourcesOf(model)) {
      if (harmless.has(resource.judged)) continue;
      harmless.add(resource.judged);
      walk(resource.judged, '', [], (text, key, path) => {
        const what = secretIn({text, key, path}, isSecretKey, entropyMin);
        if (what === undefined) return;
        harmless.delete(resource.judged);
        report({
          resource,
          at: path.map(escapeKey).join(''),
          redacted: true,
          message: `this looks like ${what}: remove it, change it where it is used, and name its source with …From: {env: NAME}`,
        });
      });
    }
  },
  examples: {
    good: [
      [
        topic({
          metadata: {
            labels: {'data-class': 'internal', 'token-type': 'jwt', commit: '3f2a9c0d1e4b5a6978fedcba0123456789abcdef'},
            description: 'Orders as placed, see wiki/display/KAFKA/KIP-1030 and OrderPlaced2026October12ReleaseNotes',
          },
        }),
      ],
      [acl(), user(), cluster({clusterId: '4L6g3nShT-eMCtK--X86sw'})],
    ],
    bad: [
      [topic({metadata: {labels: {'registry-password': 'tr0ub4dor&3'}}})],
      [topic({metadata: {description: `signs with AKIA${'IOSFODNN7EXAMPLE'}`}})],
      [topic({metadata: {labels: {dbPassword: 'tr0ub4dor&3'}}})],
      [cluster({terraform: {backend: {type: 's3', proxy_password: 'wJalrXUtnFEMI/K7MDENG'}}})],
      [cluster({brokers: {config: {'ssl.principal.mapping.rules': 'RULE:Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA'}}})],
      [topic({metadata: {labels: {note: 'Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA'}}})],
    ],
  },
});

/** Visits every text with its key and its path; the path is one list, changed on the way. */
function walk(node: unknown, key: string, path: string[], visit: (text: string, key: string, path: readonly string[]) => void): void {
  if (typeof node === 'string') visit(node, key, path);
  else if (typeof node === 'object' && node !== null) {
    for (const [name, value] of Object.entries(node)) {
      // What …From holds is the name of a source, and literals there are refused by the schema.
      if (name.endsWith('From')) continue;
      path.push(name);
      walk(value, Array.isArray(node) ? key : name, path, visit);
      path.pop();
    }
  }
}

/** The text of thousands of documents stands at the same few keys. */
function remembering(test: (key: string) => boolean): (key: string) => boolean {
  const answers = new Map<string, boolean>();
  return key => {
    const answer = answers.get(key) ?? test(key);
    answers.set(key, answer);
    return answer;
  };
}

function secretIn(
  {text, key, path}: {text: string; key: string; path: readonly string[]},
  isSecretKey: (key: string) => boolean,
  entropyMin: number,
): string | undefined {
  const known = text.length >= KNOWN_LENGTH_MIN && MAY_BE_KNOWN.test(text) ? SECRET_FORMS.find(({form}) => form.test(text)) : undefined;
  if (known !== undefined) return known.what;
  if (isSecretKey(key) && !HARMLESS.test(text)) return `the value of a ${key}`;
  // Names, subjects and ids may look random and are none: only free text and settings are measured.
  if (!isFreeText(path)) return undefined;
  if (text.length < RANDOM_LENGTH_MIN || !LONG_WORD.test(text)) return undefined;
  return text.split(/[^A-Za-z0-9+=]+/).some(word => isRandom(word, entropyMin)) ? 'a random key or token' : undefined;
}

function isFreeText([part, field, below]: readonly string[]): boolean {
  if (part === 'metadata') return field === 'labels' || field === 'description';
  return part === 'spec' && (field === 'config' || (field === 'brokers' && below === 'config'));
}

/** `dbPassword` as `db-Password`. */
function separated(key: string): string {
  return key.replaceAll(/([a-z0-9])(?=[A-Z])/g, '$1-');
}

/** Base64 and its like mix cases and digits, which words, hashes and ids seldom do. */
function isRandom(word: string, entropyMin: number): boolean {
  const isMixed = /[a-z]/.test(word) && /[A-Z]/.test(word) && /[0-9].*[0-9]/.test(word);
  return isMixed && word.length >= RANDOM_LENGTH_MIN && entropyBits(word) >= entropyMin;
}

/** Shannon entropy of the characters, in bits a character. */
function entropyBits(word: string): number {
  const counts = new Map<string, number>();
  for (const character of word) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / word.length) * Math.log2(count / word.length);
  return bits;
}
