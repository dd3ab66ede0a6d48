import {describeConfigsV4} from '@platformatic/kafka';
import type {Admin} from './admin.ts';
import type {LiveBroker} from './topics.ts';

/** What one broker runs with. */
export interface LiveBrokerConfig {
  brokerId: number;
  /** Kafka's text by name; a setting that is absent has no value there. */
  values: Record<string, string>;
  /** Settings whose values the broker keeps to itself: passwords, and those that Kafka itself does not define. */
  hidden: string[];
  /** Settings that were changed for this broker alone while it ran; absent where there are none. */
  own?: string[];
}

const BROKER = 4;
/** The source of such a setting (DescribeConfigsResponse.ConfigSource of Kafka). */
const DYNAMIC_BROKER_CONFIG = 2;

/** Asks every broker about itself: each knows its own settings alone. */
export async function readBrokerConfigs(admin: Admin, brokers: readonly LiveBroker[]): Promise<LiveBrokerConfig[]> {
  return await Promise.all(
    brokers.map(async ({id}) => {
      const wire = await admin.broker(id);
      const {results} = await wire.request(describeConfigsV4.api, [{resourceType: BROKER, resourceName: String(id)}], false, false);
      const values: Record<string, string> = {};
      const hidden: string[] = [];
      const own: string[] = [];
      for (const {name, value, isSensitive, configSource} of results.flatMap(({configs}) => configs)) {
        if (configSource === DYNAMIC_BROKER_CONFIG) own.push(name);
        if (isSensitive) hidden.push(name);
        else if (value !== null && value !== undefined) values[name] = value;
      }
      return {brokerId: id, values, hidden, ...(own.length === 0 ? {} : {own})};
    }),
  );
}
