// covers: P02
// Sends records and waits for where they are: keys, headers, a timestamp, a partition, a tombstone.
import {valuesOf, withAdministration} from 'kafka-weir/admin';
import {connectionOf, createProducer} from 'kafka-weir/clients';

interface Order {
  id: string;
  totalCents: number;
}

const topic = 'examples.produce.orders.v1';
const connection = await connectionOf({specs: 'topic-specs', cluster: 'sandbox'});

await withAdministration(connection, async ({topics}) => {
  valuesOf(await topics.create([{name: topic, partitions: 3, replicationFactor: 3}]));
  const producer = await createProducer<Order>(connection, {profile: 'production'});
  try {
    const first = await producer.send({
      topic,
      key: 'order-1',
      value: {id: 'order-1', totalCents: 4_990},
      headers: [
        ['trace-id', '7f3a'],
        ['source', 'web'],
      ],
      timestampMs: Date.parse('2026-01-31T12:00:00Z'),
    });
    console.log(`order-1 is in partition ${first.partition} at offset ${first.offset}, of ${new Date(first.timestampMs).toISOString()}`);

    const second = await producer.send({topic, key: 'order-1', value: null});
    console.log(`its tombstone follows it: ${second.partition === first.partition && second.offset > first.offset}`);

    const third = await producer.send({topic, partition: 2, value: {id: 'order-2', totalCents: 100}});
    console.log(`order-2 is in partition ${third.partition}, as it was told`);
  } finally {
    await producer.close();
    valuesOf(await topics.delete([topic]));
  }
});
