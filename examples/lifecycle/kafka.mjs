// A client of the brokers that `eval "$(weir sandbox env)"` names.
import {readFileSync} from 'node:fs';
import {Kafka, logLevel} from 'kafkajs';

const {KAFKA_BOOTSTRAP_SERVERS, KAFKA_CA_FILE, KAFKA_ADMIN, KAFKA_ADMIN_PASSWORD} = process.env;
if (!KAFKA_BOOTSTRAP_SERVERS || !KAFKA_CA_FILE || !KAFKA_ADMIN || !KAFKA_ADMIN_PASSWORD) {
  console.error('run this first: eval "$(weir sandbox env)"');
  process.exit(2);
}

export const kafka = new Kafka({
  clientId: 'larch',
  brokers: KAFKA_BOOTSTRAP_SERVERS.split(','),
  ssl: {ca: readFileSync(KAFKA_CA_FILE, 'utf8')},
  sasl: {mechanism: 'scram-sha-512', username: KAFKA_ADMIN, password: KAFKA_ADMIN_PASSWORD},
  logLevel: logLevel.ERROR,
});
