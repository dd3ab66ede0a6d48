// covers: P04, P15, CO1, CO2, CO3
/** A consumer that commits what its handler has dealt with, retries what fails, seeks, and stops on signals with the last commit done. */
import {withAdministration} from 'kafka-weir/admin';
import {connectionOf, createConsumer, createProducer, stopOnSignals} from 'kafka-weir/clients';

const name = 'examples.consumer.orders';
const group = 'examples.consumer.billing';
const connection = await connectionOf({specs: 'topic-specs', cluster: 'sandbox'});

await withAdministration(connection, async ({topics, groups}) => {
  try {
    await topics.create([{name, partitions: 1, replicationFactor: 3}]);
    const producer = await createProducer(connection);
    for (let id = 0; id < 5; id++) await producer.send({topic: name, key: `order-${id}`, value: `order ${id}`});
    await producer.close();

    let isFlaky = true;
    let isFirstRound = true;
    const consumer = createConsumer(connection, {
      group,
      topics: [name],
      profile: 'production',
      onFailure: {do: 'retry', attempts: 3, backoffMs: 50, then: {do: 'stop'}},
    });
    const remove = stopOnSignals(consumer);
    await consumer.run(async ({key, offset}) => {
      if (offset === 2n && isFlaky) {
        isFlaky = false;
        throw new Error('the database was away for a moment');
      }
      console.log(`billed ${key}`);
      if (offset !== 4n) return;
      // From inside a handler stop does not wait: the handler has to end first.
      if (!isFirstRound) return consumer.stop();
      isFirstRound = false;
      await consumer.seek({topic: name, partition: 0}, {offset: 3n});
    });
    remove();
    const [described] = await groups.describe([group]);
    if (described !== undefined && 'value' in described)
      console.log(`committed ${described.value.partitions.map(({committed}) => committed)}`);
  } finally {
    await groups.delete([group]);
    await topics.delete([name]);
  }
});
