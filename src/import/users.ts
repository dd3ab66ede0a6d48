import type {LiveScramUser} from '../cluster/facts.ts';
import type {Fields} from '../specs/kinds/fields.ts';
import type {UserSpec} from '../specs/model.ts';
import {FreeNames} from './names.ts';

/** Of a user with both, the one that a document states. */
const PREFERRED = ['SCRAM-SHA-512', 'SCRAM-SHA-256'] as const;

/** The `spec` of a SCRAM user, and the credentials that it cannot state beside it. */
export function scramForm({credentials}: LiveScramUser, variable: string): {spec: Fields; others: LiveScramUser['credentials']} {
  const stated = preferred(credentials);
  if (stated === undefined) throw new Error('a SCRAM user without a credential is none');
  const {mechanism, iterations} = stated;
  return {spec: {scram: {mechanism, iterations, passwordFrom: {env: variable}}}, others: credentials.filter(one => one !== stated)};
}

/** The credential that a document states of those of a user. */
export function preferred(credentials: LiveScramUser['credentials']): LiveScramUser['credentials'][number] | undefined {
  return PREFERRED.flatMap(name => credentials.filter(({mechanism}) => mechanism === name))[0];
}

/** Names of environment variables for passwords, none twice. */
export class PasswordVariables {
  readonly #free: FreeNames;
  readonly #cluster: string;

  /** `taken`: variables that documents name already. */
  constructor(cluster: string, taken: Iterable<string>) {
    this.#cluster = cluster;
    this.#free = new FreeNames(taken);
  }

  /** `ORDER_SERVICE_PASSWORD`; with the cluster's name before it where that is taken, and then with a number. */
  of(user: string): string {
    const own = variableName(user);
    return this.#free.take([`${own}_PASSWORD`, `${variableName(this.#cluster)}_${own}_PASSWORD`], '_');
  }
}

function variableName(text: string): string {
  const name = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toUpperCase();
  return name === '' ? 'USER' : /^[0-9]/.test(name) ? `USER_${name}` : name;
}

/** An attribute of a distinguished name: `CN=audit`. */
const DISTINGUISHED = /^[A-Za-z][A-Za-z0-9.-]*=[^,]+(,|$)/;

/**
 * The User document of a principal that has no SCRAM credential: a certificate where its text is a distinguished name, else
 * somebody whom something else manages. Names are in the order of wishes. Undefined for who is no single user: another type
 * than User, everybody, and whoever did not authenticate.
 */
export function principalForm(principal: string): {wishes: string[]; spec: Fields & Pick<UserSpec, 'tls' | 'external'>} | undefined {
  const name = /^User:(.+)$/s.exec(principal)?.[1];
  if (name === undefined || name === '*' || name === 'ANONYMOUS') return undefined;
  if (!DISTINGUISHED.test(name)) return {wishes: [name], spec: {external: true}};
  const common = /(?:^|,)\s*CN=([A-Za-z0-9][A-Za-z0-9._-]*)(?:,|$)/i.exec(name)?.[1];
  return {wishes: common === undefined ? [name] : [common, name], spec: {tls: {subject: name}}};
}
