// covers: P13, EO1, EO2, EO3
/** Consumes, processes and produces in one transaction: each order is billed once, whatever is killed and whenever. */
import {withAdministration} from 'kafka-weir/admin';
import {connectionOf, createConsumer, createProcessor, createProducer, json} from 'kafka-weir/clients';

const orders = 'examples.processor.orders';
const bills = 'examples.processor.bills';
const groupNames = ['examples.processor.billing', 'examples.processor.reader'];
const [group = '', readers = ''] = groupNames;
const connection = await connectionOf({specs: 'topic-specs', cluster: 'sandbox'});

await withAdministration(connection, async ({topics, groups}) => {
  try {
    await topics.create([orders, bills].map(name => ({name, partitions: 2, replicationFactor: 3})));
    const producer = await createProducer(connection);
    for (let id = 0; id < 6; id++) await producer.send({topic: orders, key: `customer-${id % 3}`, value: {id, total: id * 10}});
    await producer.close();

    const processor = createProcessor<unknown>(connection, {
      group,
      input: [orders],
      transactionalIdPrefix: 'examples.processor.',
      valueDeserializer: json,
      process: ({key, value}) => [{topic: bills, key, value: {bill: value}}],
    });
    const running = processor.run();

    let read = 0;
    const reader = createConsumer(connection, {group: readers, topics: [bills], onFailure: {do: 'stop'}});
    await reader.run(({key, value}) => {
      console.log(`${key}: ${value}`);
      if (++read === 6) void reader.stop();
    });
    await processor.stop();
    await running;
  } finally {
    await groups.delete(groupNames);
    await topics.delete([orders, bills]);
  }
});
