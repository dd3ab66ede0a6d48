// covers: P11, P12, C11.4
/** A record that cannot be read goes to a dead-letter topic, with its bytes and where it came from, and the others pass. */
import {withAdministration} from 'kafka-weir/admin';
import {bytes, connectionOf, createConsumer, createProducer, json, originOf, text} from 'kafka-weir/clients';

const name = 'examples.dead-letters.carts';
const letters = 'examples.dead-letters.carts.dlq';
const groupNames = ['examples.dead-letters.billing', 'examples.dead-letters.reader'];
const [group = '', readers = ''] = groupNames;
const connection = await connectionOf({specs: 'topic-specs', cluster: 'sandbox'});

await withAdministration(connection, async ({topics, groups}) => {
  try {
    await topics.create([name, letters].map(one => ({name: one, partitions: 1, replicationFactor: 3})));
    const producer = await createProducer(connection, {valueSerializer: text});
    for (const value of ['{"total": 3}', '{"total": ', '{"total": 5}']) await producer.send({topic: name, key: 'cart-1', value});
    await producer.close();

    const consumer = createConsumer(connection, {
      group,
      topics: [name],
      valueDeserializer: json,
      onFailure: {do: 'dead-letter', topic: letters},
    });
    await consumer.run(({value, offset}) => {
      console.log(`billed ${JSON.stringify(value)}`);
      if (offset === 2n) void consumer.stop();
    });

    const reader = createConsumer<Buffer>(connection, {
      group: readers,
      topics: [letters],
      valueDeserializer: bytes,
      onFailure: {do: 'stop'},
    });
    await reader.run(({value, headers}) => {
      const origin = originOf(headers);
      console.log(`${value} of ${origin?.topic} at offset ${origin?.offset}: ${origin?.errorCode}`);
      void reader.stop();
    });
  } finally {
    await groups.delete(groupNames);
    await topics.delete([name, letters]);
  }
});
