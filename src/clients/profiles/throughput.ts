import type {Profile} from './profile.ts';

/** Practices PR2, PR3, TU1 to TU4: larger batches and fetches than the tuned ones. */
const profile: Profile = {
  name: 'throughput',
  description: 'As many bytes a second as there are: a record may wait 50 ms for its batch',
  producer: {
    acks: 'all',
    'enable.idempotence': 'true',
    'max.in.flight.requests.per.connection': '5',
    'compression.type': 'lz4',
    'batch.size': '262144',
    'linger.ms': '50',
    'buffer.memory': '134217728',
    'max.request.size': '4194304',
    'delivery.timeout.ms': '120000',
  },
  consumer: {
    'enable.auto.commit': 'false',
    'auto.offset.reset': 'earliest',
    'fetch.min.bytes': '1048576',
    'fetch.max.bytes': '52428800',
    'fetch.max.wait.ms': '500',
    'max.partition.fetch.bytes': '4194304',
    'session.timeout.ms': '30000',
    'heartbeat.interval.ms': '3000',
    'max.poll.records': '2000',
    'max.poll.interval.ms': '300000',
  },
};
export default profile;
