// covers: P04
/** Records by batches: at most four, or what there is 200 ms after the first; the remainder is handled when the consumer stops. */
import {withAdministration} from 'kafka-weir/admin';
import {connectionOf, createConsumer, createProducer} from 'kafka-weir/clients';

const name = 'examples.batches.clicks';
const group = 'examples.batches.loader';
const connection = await connectionOf({specs: 'topic-specs', cluster: 'sandbox'});

await withAdministration(connection, async ({topics, groups}) => {
  try {
    await topics.create([{name, partitions: 1, replicationFactor: 3}]);
    const producer = await createProducer(connection);
    for (let id = 0; id < 10; id++) await producer.send({topic: name, value: {id}});
    await producer.close();

    const consumer = createConsumer(connection, {group, topics: [name], onFailure: {do: 'stop'}});
    let loaded = 0;
    await consumer.runBatches({size: 4, withinMs: 200}, records => {
      loaded += records.length;
      console.log(`loaded ${records.length} clicks, up to offset ${records.at(-1)?.offset}`);
      if (loaded === 10) void consumer.stop();
    });
  } finally {
    await groups.delete([group]);
    await topics.delete([name]);
  }
});
