import {KafkaProvider as Provider} from '@cdktf/provider-kafka/provider';
import {TerraformStack} from 'cdktf';
import type {Construct} from 'constructs';
import type {ClusterSecurity} from '../../specs/model.ts';
import {literal} from '../literal.ts';
import type {ListExpression} from './expression.ts';

/** The provider's names of Kafka's mechanisms (Mongey/kafka v0.13.1, provider.go). */
const MECHANISMS = {
  PLAIN: 'plain',
  'SCRAM-SHA-256': 'scram-sha256',
  'SCRAM-SHA-512': 'scram-sha512',
  OAUTHBEARER: 'oauthbearer',
  AWS_MSK_IAM: 'aws-iam',
} as const;

export interface KafkaProviderProps {
  /** `host:port` each, or an expression that gives them. The provider contacts every one. */
  readonly bootstrap: readonly string[] | ListExpression;
  readonly tls: boolean;
  readonly mechanism?: NonNullable<ClusterSecurity['sasl']>['mechanism'];
  /** Where a program manages more than one cluster. */
  readonly alias?: string;
}

/**
 * The connection of a stack to one cluster. Credentials come from the environment (KAFKA_SASL_USERNAME,
 * KAFKA_SASL_PASSWORD, KAFKA_CA_CERT, KAFKA_CLIENT_CERT, KAFKA_CLIENT_KEY), so that none stands in a configuration or a
 * plan. The provider's source is written whole: a bare `Mongey/kafka` means another host to each engine.
 */
export class KafkaProvider extends Provider {
  constructor(scope: Construct, id: string, {bootstrap, tls, mechanism, alias}: KafkaProviderProps) {
    super(scope, id, {
      bootstrapServers: 'list' in bootstrap ? bootstrap.list : bootstrap.map(literal),
      tlsEnabled: tls,
      skipTlsVerify: false,
      ...(mechanism === undefined ? {} : {saslMechanism: MECHANISMS[mechanism]}),
      ...(alias === undefined ? {} : {alias}),
    });
    const stack = TerraformStack.of(this);
    stack.addOverride('terraform.required_version', '>= 1.11.0');
    stack.addOverride('terraform.required_providers.kafka.source', 'registry.terraform.io/mongey/kafka');
  }
}
