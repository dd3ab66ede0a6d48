import {KafkaProvider} from '@cdktf/provider-kafka/provider';
import {Fn, TerraformVariable} from 'cdktf';
import {configureBackend} from './backend.ts';
import {literal} from './literal.ts';
import type {KafkaStack, StackContent} from './stack.ts';

/** The provider's names of Kafka's mechanisms (Mongey/kafka v0.13.1, provider.go). */
const MECHANISMS = {
  PLAIN: 'plain',
  'SCRAM-SHA-256': 'scram-sha256',
  'SCRAM-SHA-512': 'scram-sha512',
  OAUTHBEARER: 'oauthbearer',
  AWS_MSK_IAM: 'aws-iam',
} as const;

/**
 * The provider, its source and the backend of a stack: what every stack begins with. Credentials come from the
 * environment (KAFKA_SASL_PASSWORD, KAFKA_CA_CERT, …), so none stands here or in a plan.
 */
export function configureProvider(stack: KafkaStack, content: StackContent): void {
  const {spec} = content.cluster;
  const {security} = spec;
  const mechanism = spec.sandbox ? 'SCRAM-SHA-512' : security?.sasl?.mechanism;
  new KafkaProvider(stack, 'kafka', {
    // A sandbox has other ports on every machine, and output must not depend on the machine.
    bootstrapServers: spec.sandbox ? sandboxServers(stack) : spec.bootstrap.map(literal),
    tlsEnabled: spec.sandbox || security?.tls !== undefined,
    skipTlsVerify: false,
    ...(mechanism === undefined ? {} : {saslMechanism: MECHANISMS[mechanism]}),
  });
  stack.addOverride('terraform.required_version', '>= 1.11.0');
  // A bare `Mongey/kafka` means another host to each engine.
  stack.addOverride('terraform.required_providers.kafka.source', 'registry.terraform.io/mongey/kafka');
  configureBackend(stack, content);
}

function sandboxServers(stack: KafkaStack): string[] {
  const servers = new TerraformVariable(stack, 'bootstrap_servers', {
    type: 'list(string)',
    nullable: false,
    description: "Addresses of the sandbox's brokers; `weir sandbox env` prints them",
  });
  return Fn.tolist(servers.listValue);
}
