import type {Connection} from '../cluster/connection.ts';
import {describeFailure} from '../cluster/failure.ts';
import {probePlaintext} from '../cluster/plaintext-probe.ts';
import {readLayout} from '../cluster/topics.ts';
import {Wire} from '../cluster/wire.ts';
import type {Verdict} from '../findings/finding.ts';
import {inParallel} from '../in-parallel.ts';
import {principalOf, type Resource} from '../specs/model.ts';
import {logInByKafkajs} from './kafkajs-probes.ts';
import {judge, type ScenarioContext} from './scenario.ts';

const USERS_AT_ONCE = 4;

/** With kafkajs as every declared user: its credential lets it in, another password does not. Reads and writes nothing. */
export async function proveAuthentication(context: ScenarioContext): Promise<Verdict[]> {
  const {model, target, signal} = context;
  const verdicts = await inParallel(model.users, USERS_AT_ONCE, async user => {
    signal.throwIfAborted();
    const access = await target.as(user);
    return 'unavailable' in access ? unavailable(context, user, access.unavailable) : await tryUser(context, user, access.connection);
  });
  return verdicts.flat();
}

const ACCEPTED = 'proof/authentication-accepted';
const REFUSED = 'proof/authentication-refused';

async function tryUser(context: ScenarioContext, user: Resource<'User'>, connection: Connection): Promise<Verdict[]> {
  const at = credentialOf(user);
  const {accepts, refuses} = claims(user);
  const right = await logInByKafkajs(connection);
  const evidence = {client: 'kafkajs', mechanism: connection.sasl?.mechanism ?? 'TLS client certificate', answer: right.answer};
  const accepted =
    right.result === 'in'
      ? judge(context, at, {rule: ACCEPTED, claim: accepts, status: 'pass', measured: right.answer, evidence})
      : judge(context, at, {
          rule: ACCEPTED,
          claim: accepts,
          status: right.result === 'refused' ? 'fail' : 'unknown',
          reason: right.answer,
          evidence,
        });
  const {sasl} = connection;
  if (sasl === undefined) return [accepted];
  const wrong = await logInByKafkajs({...connection, sasl: {...sasl, password: `${sasl.password}-wrong`}});
  const wrongEvidence = {client: 'kafkajs', mechanism: sasl.mechanism, answer: wrong.answer};
  const status = wrong.result === 'refused' ? 'pass' : wrong.result === 'in' ? 'fail' : 'unknown';
  const reason = wrong.result === 'in' ? 'the broker let it in' : wrong.answer;
  return [
    accepted,
    judge(context, at, {
      rule: REFUSED,
      claim: refuses,
      status,
      ...(status === 'pass' ? {measured: wrong.answer} : {reason}),
      evidence: wrongEvidence,
    }),
  ];
}

function unavailable(context: ScenarioContext, user: Resource<'User'>, reason: string): Verdict[] {
  const {accepts} = claims(user);
  return [judge(context, credentialOf(user), {rule: ACCEPTED, claim: accepts, status: 'unknown', reason, evidence: {}})];
}

function claims(user: Resource<'User'>): {accepts: string; refuses: string} {
  const principal = principalOf(user);
  return {accepts: `${principal} is let in with its credential`, refuses: `${principal} is not let in with another password`};
}

function credentialOf(user: Resource<'User'>): {resource: Resource; pointer: string} {
  const pointer = user.spec.scram !== undefined ? '/spec/scram' : user.spec.tls !== undefined ? '/spec/tls' : '/spec';
  return {resource: user, pointer};
}

/** Every broker's listener refuses what is not encrypted, and what is encrypted and gives no credential. */
export async function proveEncryption(context: ScenarioContext): Promise<Verdict[]> {
  const {cluster, target, admin} = context;
  const connection = await target.admin();
  const pointer = cluster.spec.sandbox ? '/spec/sandbox' : '/spec/security/protocol';
  const at = {resource: cluster, pointer};
  if (connection.tls === undefined) return [];
  const {brokers} = await readLayout(admin, []);
  const verdicts = await inParallel(brokers, USERS_AT_ONCE, async ({id, host, port}) => {
    const {answer, how} = await probePlaintext({host, port});
    const plaintext = judge(context, at, {
      rule: 'proof/plaintext-refused',
      claim: `broker ${id} refuses plaintext`,
      status: answer === 'refused' ? 'pass' : answer === 'served' ? 'fail' : 'unknown',
      ...(answer === 'refused' ? {measured: how} : {reason: how}),
      evidence: {broker: id, answer: how},
    });
    if (connection.sasl === undefined) return [plaintext];
    const anonymous = await withoutCredential(connection, {host, port});
    return [
      plaintext,
      judge(context, at, {
        rule: 'proof/anonymous-refused',
        claim: `broker ${id} refuses a client without a credential`,
        status: anonymous.result === 'refused' ? 'pass' : anonymous.result === 'in' ? 'fail' : 'unknown',
        ...(anonymous.result === 'refused' ? {measured: anonymous.answer} : {reason: anonymous.answer}),
        evidence: {broker: id, answer: anonymous.answer},
      }),
    ];
  });
  return verdicts.flat();
}

/** A SASL listener closes the connection of a client that asks for anything before it has authenticated. */
async function withoutCredential(
  connection: Connection,
  address: {host: string; port: number},
): Promise<{result: 'in' | 'refused' | 'unknown'; answer: string}> {
  let wire: Wire;
  try {
    wire = await Wire.open({...connection, sasl: undefined}, address);
  } catch (thrown) {
    return {result: 'unknown', answer: describeFailure(thrown).reason};
  }
  try {
    await readLayout(wire, []);
    return {result: 'in', answer: 'the broker answered a request without a credential'};
  } catch (thrown) {
    const {kind, reason, protocolErrors} = describeFailure(thrown);
    const refused = kind === 'network' || protocolErrors.includes('ILLEGAL_SASL_STATE');
    return {result: refused ? 'refused' : 'unknown', answer: reason};
  } finally {
    await wire.close();
  }
}
