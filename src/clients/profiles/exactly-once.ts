import type {Profile} from './profile.ts';

/** The guide's exactly-once processor (P13; EO1 to EO3). Its positions are in the transaction, so the consumer commits none. */
const profile: Profile = {
  name: 'exactly-once',
  description: 'Reads, processes and writes in one transaction, the consumed positions inside of it',
  producer: {
    acks: 'all',
    'enable.idempotence': 'true',
    'max.in.flight.requests.per.connection': '1',
    'transaction.timeout.ms': '60000',
    'request.timeout.ms': '30000',
    'delivery.timeout.ms': '120000',
    'linger.ms': '0',
  },
  consumer: {
    'enable.auto.commit': 'false',
    'auto.offset.reset': 'earliest',
    'isolation.level': 'read_committed',
    'session.timeout.ms': '30000',
    'heartbeat.interval.ms': '3000',
    'max.poll.records': '100',
    'max.poll.interval.ms': '300000',
  },
};
export default profile;
