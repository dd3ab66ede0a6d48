// covers: P16, CO6
/** Lag of a group a partition, in records and in time, and what lies in its topic. A partition without a commit is told, too. */
import {Admin, managersOf, onlyValue, readLag, totalOf, valuesOf} from 'kafka-weir/admin';
import {connectionOf, createProducer, text} from 'kafka-weir/clients';

const name = 'examples.monitor.clicks';
const group = 'examples.monitor.counter';
const connection = await connectionOf({specs: 'topic-specs', cluster: 'sandbox'});
const admin = await Admin.open(connection);
const {topics, partitions, groups} = managersOf(admin);

try {
  valuesOf(await topics.create([{name, partitions: 3, replicationFactor: 3}]));
  const producer = await createProducer(connection, {valueSerializer: text});
  const minuteAgoMs = Date.now() - 60_000;
  for (let index = 0; index < 9; index++)
    await producer.send({topic: name, partition: index % 3, value: `click ${index}`, timestampMs: minuteAgoMs + index * 1_000});
  await producer.close();
  const two = {partitions: [0, 1].map(partition => ({topic: name, partition})), create: true};
  valuesOf(await groups.reset(await groups.planReset(group, {to: 'offset', offset: 1n}, two)));

  const {groups: lags} = await readLag(admin, {groups: [group]});
  for (const one of lags) {
    for (const {partition, committed, records, lagMs} of one.partitions) {
      const behind = 'known' in records ? `${records.known} records` : records.unknown;
      const isLong = lagMs !== undefined && 'known' in lagMs && lagMs.known > 50_000;
      console.log(`partition ${partition}: committed ${committed ?? 'nothing'}, behind ${behind}${isLong ? ', for about a minute' : ''}`);
    }
    const {records, unknownRecordsCount} = totalOf(one.partitions);
    console.log(`${one.name}: ${records} records behind, ${unknownRecordsCount} partition unknown`);
  }
  const metrics = onlyValue(await partitions.describe([name]));
  console.log(
    `${name}: ${metrics.partitions.length} partitions, ${'known' in metrics.offsetCount ? metrics.offsetCount.known : '?'} offsets`,
  );
} finally {
  await groups.delete([group]);
  await topics.delete([name]);
  await admin.close();
}
