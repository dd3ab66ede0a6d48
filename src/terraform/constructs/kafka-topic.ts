import {Topic} from '@cdktf/provider-kafka/topic';
import type {TerraformMetaArguments} from 'cdktf';
import type {Construct} from 'constructs';
import {literal} from '../literal.ts';
import {topicId} from '../resource-ids.ts';
import {type Expression, settingText} from './expression.ts';

export interface KafkaTopicProps extends TerraformMetaArguments {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Kafka's own settings of a topic, in its units: `{'retention.ms': 604_800_000}`. */
  readonly config?: Readonly<Record<string, string | number | boolean | Expression>>;
}

/** A topic, under the address that Weir gives to one of that name. */
export class KafkaTopic extends Topic {
  constructor(scope: Construct, {name, config = {}, ...props}: KafkaTopicProps) {
    const settings = Object.entries(config).map(([key, value]) => [literal(key), settingText(value)]);
    super(scope, topicId(name), {
      ...props,
      name: literal(name),
      ...(settings.length === 0 ? {} : {config: Object.fromEntries(settings)}),
    });
  }
}
