// covers: P03
// Several topics and a group's positions in one transaction; a producer with the same id takes over, and the one before is fenced.
import {valuesOf, withAdministration} from 'kafka-weir/admin';
import {ClientError, connectionOf, createTransactionalProducer} from 'kafka-weir/clients';

const [orders, invoices] = ['examples.transactions.orders.v1', 'examples.transactions.invoices.v1'];
const transactionalId = 'examples.transactions.0';
const connection = await connectionOf({specs: 'topic-specs', cluster: 'sandbox'});

await withAdministration(connection, async ({topics, groups}) => {
  valuesOf(await topics.create([orders, invoices].map(name => ({name, partitions: 1, replicationFactor: 3}))));
  const producer = await createTransactionalProducer(connection, {transactionalId});
  const successor = () => createTransactionalProducer(connection, {transactionalId});
  try {
    const transaction = await producer.begin();
    await transaction.sendAll([
      {topic: orders, key: 'order-1', value: {totalCents: 4_990}},
      {topic: invoices, key: 'order-1', value: {number: 1}},
    ]);
    await transaction.sendOffsets('examples.transactions', [{topic: orders, partition: 0, offset: 1n}]);
    await transaction.commit();
    console.log('an order, its invoice and a position are visible together');

    const regretted = await producer.begin();
    await regretted.send({topic: orders, key: 'order-2', value: {totalCents: -1}});
    await regretted.abort();
    console.log('an order that was aborted is visible to no reader that asks for committed records');

    const left = await producer.begin();
    await left.send({topic: orders, key: 'order-3', value: {totalCents: 100}});
    const heir = await successor();
    try {
      await left.commit();
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      console.log(`the producer before: ${error.code}, ${error.recovery}, ${error.stored}`);
    }
    await heir.close();
  } finally {
    await producer.close();
    valuesOf(await topics.delete([orders, invoices]));
    await groups.delete(['examples.transactions']);
  }
});
