import type {Profile} from './profile.ts';

/** The guide's default configuration (P01), with an idempotent producer. */
const profile: Profile = {
  name: 'default',
  description: "Kafka's own ways spelt out, to try something: positions are committed on a timer",
  producer: {
    acks: 'all',
    'enable.idempotence': 'true',
  },
  consumer: {
    'enable.auto.commit': 'true',
    'auto.commit.interval.ms': '5000',
    'auto.offset.reset': 'earliest',
    'session.timeout.ms': '30000',
    'heartbeat.interval.ms': '3000',
    'max.poll.records': '500',
    'max.poll.interval.ms': '300000',
  },
};
export default profile;
