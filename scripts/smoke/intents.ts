import {proveIntents, scenario} from 'kafka-weir/scenario';

export default scenario({
  kind: 'smoke',
  title: 'Each application can do what its intents say, with its own credential',
  claims: [
    'an application consumes its topics in its group, and what it handled stays committed',
    'it produces to its topics: acknowledged by all in-sync replicas, and found by another client',
    'one with transactional ids commits records and offsets together: read_committed sees them, and nothing of what was aborted',
    'it writes its dead letters',
  ],
  mode: 'canary',
  about: ['Application'],
  covers: ['SE3', 'EO1', 'EO2', 'P12'],
  run: context => proveIntents(context),
});
