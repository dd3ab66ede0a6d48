import type {Profile} from './profile.ts';

/** The guide's production configuration (P01, P02). Without its three retries, which are over before a new leader is there: the delivery timeout ends a delivery. */
const profile: Profile = {
  name: 'production',
  description: 'What a service takes unless it has a reason not to: it commits what it has dealt with',
  producer: {
    acks: 'all',
    'enable.idempotence': 'true',
    'compression.type': 'gzip',
    'batch.size': '16384',
    'linger.ms': '10',
    'request.timeout.ms': '30000',
    'delivery.timeout.ms': '120000',
  },
  consumer: {
    'enable.auto.commit': 'false',
    'auto.offset.reset': 'earliest',
    'session.timeout.ms': '30000',
    'heartbeat.interval.ms': '3000',
    'max.poll.records': '100',
    'max.poll.interval.ms': '600000',
    'isolation.level': 'read_committed',
  },
};
export default profile;
