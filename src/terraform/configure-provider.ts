import {Fn, TerraformVariable} from 'cdktf';
import {configureBackend} from './backend.ts';
import {expression, type ListExpression} from './constructs/expression.ts';
import {KafkaProvider} from './constructs/kafka-provider.ts';
import type {KafkaStack, StackContent} from './stack.ts';

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
    bootstrap: spec.sandbox ? sandboxServers(stack) : spec.bootstrap,
    tls: spec.sandbox || security?.tls !== undefined,
    ...(mechanism === undefined ? {} : {mechanism}),
  });
  configureBackend(stack, content);
}

function sandboxServers(stack: KafkaStack): ListExpression {
  const servers = new TerraformVariable(stack, 'bootstrap_servers', {
    type: 'list(string)',
    nullable: false,
    description: "Addresses of the sandbox's brokers; `weir sandbox env` prints them",
  });
  return expression(Fn.tolist(servers.listValue));
}
