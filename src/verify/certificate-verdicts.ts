import {isIP} from 'node:net';
import type {SecureVersion} from 'node:tls';
import type {TlsAnswer} from '../cluster/tls-probe.ts';
import type {Verdict} from '../findings/finding.ts';
import {judge, type ScenarioContext} from './scenario.ts';

/** Certificates with less than this left fail: whoever renews them needs days, not hours. */
export const RENEW_WITHIN_DAYS = 14;
const DAY_MS = 86_400_000;

/** A listener as clients dial it: a broker's advertised address, or a bootstrap address that no broker advertises. */
export interface Listener {
  /** `broker 1`, or `bootstrap address kafka:9093`. */
  called: string;
  host: string;
  /** JSON pointer into the Cluster document to what names it, or to what is nearest. */
  pointer: string;
}

/** What a listener answered to a usual handshake, and to one that offers only what is older than declared. */
export interface ListenerAnswers {
  usual: TlsAnswer;
  older: {offered: SecureVersion; answer: TlsAnswer};
}

export interface CertificateClaims {
  /** The oldest version that may be spoken. */
  minVersion: 'TLSv1.2' | 'TLSv1.3';
  verifyHostname: boolean;
  now: Date;
}

type Context = Pick<ScenarioContext, 'cluster'>;
type Served = Extract<TlsAnswer, {answer: 'served'}>;

/** Pure: the version, the names and the time of one listener's certificate. */
export function certificateVerdicts(context: Context, listener: Listener, answers: ListenerAnswers, claims: CertificateClaims): Verdict[] {
  const {usual} = answers;
  if (usual.answer !== 'served') return [unreached(context, listener, usual)];
  return [
    versionVerdict(context, listener, usual, answers.older, claims),
    ...(claims.verifyHostname ? [nameVerdict(context, listener, usual)] : []),
    timeVerdict(context, listener, usual, claims.now),
  ];
}

function at({cluster}: Context, pointer: string) {
  return {resource: cluster, pointer: cluster.spec.sandbox ? '/spec/sandbox' : pointer};
}

function unreached(context: Context, {called, pointer}: Listener, {how}: Exclude<TlsAnswer, Served>): Verdict {
  const claim = `${called} shows a certificate`;
  const parts = {rule: 'proof/tls-version', claim, evidence: {answer: how}};
  return judge(context, at(context, pointer), {...parts, status: 'unknown', reason: how});
}

function versionVerdict(
  context: Context,
  {called}: Listener,
  usual: Served,
  {offered, answer}: ListenerAnswers['older'],
  {minVersion}: CertificateClaims,
): Verdict {
  const claim = `${called} speaks ${minVersion} or newer, and nothing older`;
  const place = at(context, '/spec/security/tls/minVersion');
  const how = answer.answer === 'served' ? `answered with ${answer.version}` : answer.how;
  const parts = {rule: 'proof/tls-version', claim, evidence: {negotiated: usual.version, offered, answer: how}};
  if (usual.version < minVersion) return judge(context, place, {...parts, status: 'fail', reason: `it speaks ${usual.version}`});
  if (answer.answer === 'served') return judge(context, place, {...parts, status: 'fail', reason: `it speaks ${answer.version}, too`});
  if (answer.answer === 'unknown')
    return judge(context, place, {...parts, status: 'unknown', reason: `whether it refuses ${offered} could not be tried: ${how}`});
  return judge(context, place, {...parts, status: 'pass', measured: `${usual.version}; ${offered} refused`});
}

function nameVerdict(context: Context, {called, host, pointer}: Listener, {chain}: Served): Verdict {
  const [own] = chain;
  const claim = `the certificate of ${called} names ${host}`;
  const names = own?.subjectAltName ?? '';
  const parts = {rule: 'proof/certificate-name', claim, evidence: {host, names, subject: own?.subject ?? ''}};
  // As clients do it (RFC 9525): the subject counts for nothing.
  const found = own !== undefined && (isIP(host) === 0 ? own.checkHost(host, {subject: 'never'}) : own.checkIP(host)) !== undefined;
  if (found) return judge(context, at(context, pointer), {...parts, status: 'pass', measured: names});
  const reason = names === '' ? 'it has no subject alternative name' : `its names are ${names}`;
  return judge(context, at(context, pointer), {...parts, status: 'fail', reason});
}

function timeVerdict(context: Context, {called}: Listener, {chain, untrusted}: Served, now: Date): Verdict {
  const claim = `the certificate of ${called} is trusted, and for ${RENEW_WITHIN_DAYS} days and longer`;
  const place = at(context, '/spec/security/tls/caFrom');
  const until = chain.map(one => one.validToDate).sort((a, b) => a.getTime() - b.getTime())[0];
  const from = chain.map(one => one.validFromDate).sort((a, b) => b.getTime() - a.getTime())[0];
  const rule = 'proof/certificate-valid';
  if (until === undefined || from === undefined)
    return judge(context, place, {rule, claim, status: 'fail', reason: 'it shows none', evidence: {}});
  const daysLeft = Math.floor((until.getTime() - now.getTime()) / DAY_MS);
  const evidence = {
    from: from.toISOString(),
    until: until.toISOString(),
    daysLeft,
    certificates: chain.length,
    ...(untrusted === undefined ? {} : {untrusted}),
  };
  const day = until.toISOString().slice(0, 10);
  const fail = (reason: string) => judge(context, place, {rule, claim, status: 'fail', reason, evidence});
  if (until.getTime() <= now.getTime()) return fail(`it, or an authority above it, expired on ${day}`);
  if (from.getTime() > now.getTime()) return fail(`it is not valid before ${from.toISOString().slice(0, 10)}`);
  if (untrusted !== undefined) return fail(`it is not trusted by the authorities of the Cluster document: ${untrusted}`);
  if (daysLeft < RENEW_WITHIN_DAYS) return fail(`it, or an authority above it, expires on ${day}, ${daysLeft} days from now`);
  return judge(context, place, {rule, claim, status: 'pass', measured: `until ${day}, ${daysLeft} days`, evidence});
}
