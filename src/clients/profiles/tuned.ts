import type {Profile} from './profile.ts';

/** The guide's tuned producer (P14) and consumer (P15). */
const profile: Profile = {
  name: 'tuned',
  description: 'Large compressed batches, each record stored once and in order; fetches for readers that keep up',
  producer: {
    acks: 'all',
    'enable.idempotence': 'true',
    'max.in.flight.requests.per.connection': '5',
    'compression.type': 'lz4',
    'batch.size': '32768',
    'linger.ms': '10',
    'buffer.memory': '67108864',
    'request.timeout.ms': '30000',
    'delivery.timeout.ms': '120000',
    'metadata.max.age.ms': '5000',
  },
  consumer: {
    'enable.auto.commit': 'false',
    'auto.offset.reset': 'earliest',
    'fetch.min.bytes': '1',
    'fetch.max.bytes': '52428800',
    'fetch.max.wait.ms': '500',
    'max.partition.fetch.bytes': '1048576',
    'session.timeout.ms': '30000',
    'heartbeat.interval.ms': '3000',
    'max.poll.records': '500',
    'max.poll.interval.ms': '300000',
    'connections.max.idle.ms': '540000',
  },
};
export default profile;
