// covers: P06
/** Topics: created with a stated number of copies, changed one setting at a time, grown, and deleted. */
import {onlyValue, withAdministration} from 'kafka-weir/admin';
import {connectionOf} from 'kafka-weir/clients';

const name = 'examples.topic-manager.user-events';
const DAY_MS = 86_400_000;

await withAdministration(await connectionOf({specs: 'topic-specs', cluster: 'sandbox'}), async ({topics}) => {
  try {
    const config = {'retention.ms': String(7 * DAY_MS), 'segment.ms': String(DAY_MS), 'cleanup.policy': 'delete'};
    const events = {name, partitions: 6, replicationFactor: 3, config};
    // Would the brokers? A request that only validates changes nothing.
    onlyValue(await topics.create([events], {validateOnly: true}));
    onlyValue(await topics.create([events]));
    console.log(`created ${name}: ${events.partitions} partitions, ${events.replicationFactor} copies`);

    // Each item has an outcome of its own; an error says what and what to do.
    const [again] = await topics.create([events]);
    if (again !== undefined && 'error' in again) console.log(`a second time: ${again.error.code}`);

    // What is not named stays as it is.
    const changes = onlyValue(await topics.configure([{name, set: {'retention.ms': String(DAY_MS)}, unset: ['segment.ms']}]));
    for (const {setting, from, to} of changes) console.log(`${setting}: ${from} → ${to}`);

    const {from, to} = onlyValue(await topics.grow([{name, partitions: 8}]));
    console.log(`grown from ${from} to ${to} partitions`);
  } finally {
    await topics.delete([name]);
    console.log(`deleted ${name}`);
  }
});
