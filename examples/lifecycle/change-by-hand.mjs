// What somebody does at night, and tells nobody.
import {kafka} from './kafka.mjs';

const TOPIC = 2;
const admin = kafka.admin();
await admin.connect();
await admin.alterConfigs({
  validateOnly: false,
  resources: [
    {
      type: TOPIC,
      name: 'billing.customer.state.v1',
      // This call of Kafka replaces all settings of the topic by those that it is given.
      configEntries: [{name: 'cleanup.policy', value: 'delete'}],
    },
  ],
});
await admin.disconnect();
console.log('billing.customer.state.v1 has cleanup.policy delete now');
