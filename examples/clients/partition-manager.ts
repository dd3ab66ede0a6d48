// covers: P07
/** Partitions: who leads them, what is in sync, how much is in them, and what a group has committed. */
import {onlyValue, valuesOf, withAdministration} from 'kafka-weir/admin';
import {connectionOf, createProducer, text} from 'kafka-weir/clients';

const name = 'examples.partition-manager.readings';
const group = 'examples.partition-manager.reader';
const connection = await connectionOf({specs: 'topic-specs', cluster: 'sandbox'});

await withAdministration(connection, async ({topics, partitions, groups}) => {
  try {
    valuesOf(await topics.create([{name, partitions: 2, replicationFactor: 3}]));
    const producer = await createProducer(connection, {valueSerializer: text});
    for (let index = 0; index < 10; index++) await producer.send({topic: name, partition: index % 2, value: `reading ${index}`});
    await producer.close();

    // A group that starts in the middle of partition 0.
    const start = {partitions: [{topic: name, partition: 0}], create: true};
    valuesOf(await groups.reset(await groups.planReset(group, {to: 'offset', offset: 3n}, start)));

    const described = onlyValue(await partitions.describe([name]));
    for (const one of described.partitions) {
      const count = 'known' in one.offsetCount ? one.offsetCount.known : one.offsetCount.unknown;
      const size = 'known' in one.sizeBytes && one.sizeBytes.known > 0 ? 'some bytes' : 'no bytes';
      const isLed = one.replicas[0] === one.leaderId ? 'led by the first' : 'led by another than the first';
      const state = one.isUnderReplicated ? 'not all in sync' : 'all in sync';
      console.log(`partition ${one.partition}: ${one.replicas.length} copies, ${isLed}, ${state}, ${count} offsets, ${size}`);
    }
    for (const {partition, offset} of onlyValue(await partitions.committed([group])))
      console.log(`${group} reads on at offset ${offset} of partition ${partition}`);
  } finally {
    await groups.delete([group]);
    await topics.delete([name]);
  }
});
