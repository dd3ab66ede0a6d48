// covers: P02
// Sends many records without waiting for each: batches, back-pressure, callbacks, and what can be done about a failure.
import {valuesOf, withAdministration} from 'kafka-weir/admin';
import {ClientError, connectionOf, createProducer, text} from 'kafka-weir/clients';

const topic = 'examples.produce-async.events.v1';
const connection = await connectionOf({specs: 'topic-specs', cluster: 'sandbox'});

await withAdministration(connection, async ({topics}) => {
  valuesOf(await topics.create([{name: topic, partitions: 3, replicationFactor: 3}]));
  const producer = await createProducer<string>(connection, {profile: 'tuned', settings: {'linger.ms': '20ms'}, valueSerializer: text});
  try {
    let acknowledged = 0;
    for (let i = 0; i < 10_000; i++) {
      // At most buffer.memory waits to be sent: a program that is faster than its brokers waits here.
      await producer.ready();
      void producer.sendAsync({topic, key: `user-${i % 100}`, value: `event ${i}`}, error => {
        if (error === undefined) acknowledged++;
        else console.error(`${error.code}, ${error.recovery}: the record is ${error.stored}`);
      });
    }
    await producer.flush();
    console.log(`${acknowledged} of 10000 records are acknowledged, ${producer.bufferedBytes} bytes wait`);

    try {
      await producer.send({topic, value: 'x'.repeat(2_000_000)});
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      console.log(`two megabytes: ${error.code}, ${error.recovery}, ${error.stored}`);
    }
  } finally {
    await producer.close();
    valuesOf(await topics.delete([topic]));
  }
});
