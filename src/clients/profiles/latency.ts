import type {Profile} from './profile.ts';

/** Practices PR2 and TU2 the other way round: nothing waits for company. */
const profile: Profile = {
  name: 'latency',
  description: 'Every record at once, still stored once and on all in-sync replicas',
  producer: {
    acks: 'all',
    'enable.idempotence': 'true',
    'compression.type': 'none',
    'batch.size': '16384',
    'linger.ms': '0',
    'request.timeout.ms': '10000',
    'delivery.timeout.ms': '30000',
  },
  consumer: {
    'enable.auto.commit': 'false',
    'auto.offset.reset': 'earliest',
    'fetch.min.bytes': '1',
    'fetch.max.wait.ms': '100',
    'session.timeout.ms': '30000',
    'heartbeat.interval.ms': '3000',
    'max.poll.records': '50',
    'max.poll.interval.ms': '300000',
  },
};
export default profile;
