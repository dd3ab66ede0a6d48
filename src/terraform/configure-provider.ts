import {KafkaProvider} from '@cdktf/provider-kafka/provider';
import {Fn, TerraformVariable} from 'cdktf';
import {literal} from './literal.ts';
import type {KafkaStack, StackContent} from './stack.ts';

/**
 * The provider, its source and the backend of a stack: what every stack begins with. Credentials come from the
 * environment (KAFKA_SASL_PASSWORD, KAFKA_CA_CERT, …), so none stands here or in a plan.
 */
export function configureProvider(stack: KafkaStack, {cluster, statePath}: StackContent): void {
  const {spec} = cluster;
  const {security} = spec;
  const mechanism = spec.sandbox
    ? 'scram-sha512'
    : security?.sasl?.mechanism
        .toLowerCase()
        .replace(/-(\d+)$/, '$1')
        .replaceAll('_', '-');
  new KafkaProvider(stack, 'kafka', {
    // A sandbox has other ports on every machine, and output must not depend on the machine.
    bootstrapServers: spec.sandbox ? sandboxServers(stack) : spec.bootstrap.map(literal),
    tlsEnabled: spec.sandbox || security?.tls !== undefined,
    skipTlsVerify: false,
    ...(mechanism === undefined ? {} : {saslMechanism: mechanism}),
  });
  stack.addOverride('terraform.required_version', '>= 1.11.0');
  // A bare `Mongey/kafka` means another host to each engine.
  stack.addOverride('terraform.required_providers.kafka.source', 'registry.terraform.io/mongey/kafka');
  const {type, ...settings} = spec.terraform.backend;
  stack.addOverride('terraform.backend', {[type]: type === 'local' ? {path: statePath, ...settings} : settings});
}

function sandboxServers(stack: KafkaStack): string[] {
  const servers = new TerraformVariable(stack, 'bootstrap_servers', {
    type: 'list(string)',
    nullable: false,
    description: "Addresses of the sandbox's brokers; `weir sandbox env` prints them",
  });
  return Fn.tolist(servers.listValue);
}
