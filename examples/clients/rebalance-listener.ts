// covers: P05, CO4, CO5, TU5
/** Two members of a group: what the first has handled is committed before its partitions go to the second, so nothing is handled twice. */
import {withAdministration} from 'kafka-weir/admin';
import {connectionOf, createConsumer, createProducer} from 'kafka-weir/clients';

const name = 'examples.rebalance.orders';
const group = 'examples.rebalance.billing';
const connection = await connectionOf({specs: 'topic-specs', cluster: 'sandbox'});

await withAdministration(connection, async ({topics, groups}) => {
  try {
    await topics.create([{name, partitions: 4, replicationFactor: 3}]);
    const producer = await createProducer(connection);
    for (let id = 0; id < 200; id++) await producer.send({topic: name, key: `order-${id}`, value: `order ${id}`});
    await producer.close();

    const handled: string[] = [];
    const all = Promise.withResolvers<void>();
    const hasSecond = Promise.withResolvers<void>();
    const start = (member: string) => {
      const consumer = createConsumer(connection, {
        group,
        topics: [name],
        onFailure: {do: 'stop'},
        settings: {'heartbeat.interval.ms': 200, 'max.poll.records': 20},
        rebalance: {
          assigned: partitions => {
            console.log(`${member} got ${partitions.length} partitions`);
            if (member === 'second') hasSecond.resolve();
          },
          revoked: partitions => console.log(`${member} gives up ${partitions.length} partitions, after its last commit`),
          lost: partitions => console.log(`${member} lost ${partitions.length} partitions: others have them already`),
        },
      });
      const running = consumer.run(async ({value}) => {
        await new Promise(resolve => setTimeout(resolve, 5));
        if (handled.push(value ?? '') === 200) all.resolve();
      });
      return async (): Promise<void> => {
        await consumer.stop();
        await running;
      };
    };
    const stopFirst = start('first');
    const stopSecond = start('second');
    await Promise.all([all.promise, hasSecond.promise]);
    await stopSecond();
    await stopFirst();
    console.log(`handled ${handled.length} records, ${new Set(handled).size} of them different`);
  } finally {
    await groups.delete([group]);
    await topics.delete([name]);
  }
});
