// covers: P08
/** Consumer groups: where they are, and new offsets that are planned first and never set under a group that reads. */
import {onlyValue, valuesOf, withAdministration} from 'kafka-weir/admin';
import {ClientError, connectionOf, createConsumer, createProducer, text} from 'kafka-weir/clients';

const name = 'examples.group-manager.orders';
const group = 'examples.group-manager.billing';
const connection = await connectionOf({specs: 'topic-specs', cluster: 'sandbox'});

await withAdministration(connection, async ({topics, groups}) => {
  try {
    valuesOf(await topics.create([{name, partitions: 1, replicationFactor: 3}]));
    const producer = await createProducer(connection, {valueSerializer: text});
    for (let index = 0; index < 10; index++) await producer.send({topic: name, value: `order ${index}`});
    await producer.close();

    const consumer = await createConsumer(connection, {group, topics: [name], valueDeserializer: text, onFailure: {do: 'stop'}});
    const seen = Promise.withResolvers<void>();
    let count = 0;
    const running = consumer.run(async () => {
      count += 1;
      if (count === 10) seen.resolve();
    });
    await seen.promise;

    // It reads: what it is doing is not pulled from under it.
    try {
      await groups.planReset(group, {to: 'earliest'});
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      console.log(`${error.code}: ${error.message.split(';')[0]}`);
    }
    await consumer.stop();
    await running;

    const {state, partitions} = onlyValue(await groups.describe([group]));
    console.log(`${group} is ${state}, committed ${partitions.map(({committed}) => committed)}`);
    for (const target of [{to: 'shift', by: -3n}, {to: 'earliest'}, {to: 'offset', offset: 99n}] as const) {
      const plan = await groups.planReset(group, target);
      for (const {from, to, clamped} of plan.steps)
        console.log(`${target.to}: ${from} → ${to}${clamped === undefined ? '' : ` (${clamped.asked} lies beyond the ${clamped.to})`}`);
      valuesOf(await groups.reset(plan));
    }
  } finally {
    await groups.delete([group]);
    await topics.delete([name]);
  }
});
