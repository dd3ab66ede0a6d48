import type {Connection} from '../cluster/connection.ts';
import {PLAN_STAND_IN, passwordVariable} from './secret-variables.ts';

/**
 * What the provider reads of its environment (Mongey/kafka, provider.go): credentials stand in no configuration, plan
 * or state.
 */
export function providerEnvironment(connection: Connection): Record<string, string> {
  const {tls, sasl} = connection;
  return {
    ...(tls?.ca === undefined ? {} : {KAFKA_CA_CERT: tls.ca}),
    ...(tls?.cert === undefined ? {} : {KAFKA_CLIENT_CERT: tls.cert}),
    ...(tls?.key === undefined ? {} : {KAFKA_CLIENT_KEY: tls.key}),
    ...(sasl === undefined ? {} : {KAFKA_SASL_USERNAME: sasl.username, KAFKA_SASL_PASSWORD: sasl.password}),
  };
}

/** The variables of a stack. `passwords` by user; a plan has none and gives every variable the same stand-in. */
export function stackVariables(options: {
  /** Names of the users that the stack writes. */
  users: readonly string[];
  passwords?: ReadonlyMap<string, string>;
  /** Given for a sandbox, whose addresses are a variable. */
  bootstrap?: readonly string[];
}): Record<string, string> {
  const {users, passwords, bootstrap} = options;
  const variables = users.map((user): [string, string] => [`TF_VAR_${passwordVariable(user)}`, passwords?.get(user) ?? PLAN_STAND_IN]);
  return {...Object.fromEntries(variables), ...(bootstrap === undefined ? {} : {TF_VAR_bootstrap_servers: JSON.stringify(bootstrap)})};
}
