// covers: P01, P14
// Settings by name: the built-in profiles, a ClientProfile document, a program's own on top; what cannot be had is refused.
import {connectionFrom, connectionOf, consumerSettings, createProducer, PROFILES, producerSettings, profileOf} from 'kafka-weir/clients';

for (const {name, description} of Object.values(PROFILES)) console.log(`${name}: ${description}`);

const tuned = producerSettings({profile: 'tuned'});
console.log(`tuned: batches of ${tuned.batchSizeBytes} bytes, ${tuned.lingerMs} ms linger, ${tuned.codec?.name}`);
console.log(`production reads ${consumerSettings({profile: 'production'}).maxPollRecords} records a poll`);

try {
  producerSettings({profile: 'tuned', settings: {'partitioner.class': 'org.example.Mine', 'linger.mss': 5}});
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
}

// By documents: the cluster, and a profile that a team reviewed. Or by plain options, with secrets from the environment.
const connection = await connectionOf({specs: 'topic-specs', cluster: 'sandbox'});
const profile = profileOf('exactly-once', {specs: 'topic-specs', cluster: 'sandbox'});
const {bootstrap, tls, sasl} = connection;
const plain = connectionFrom({bootstrap, ...(tls === undefined ? {} : {tls: {ca: tls.ca ?? ''}}), ...(sasl === undefined ? {} : {sasl})});
const producer = await createProducer(plain, {profile});
console.log(`connected to ${plain.bootstrap.length} brokers with the profile ${profile.name}`);
await producer.close();
