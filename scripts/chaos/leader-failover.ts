import {proveLeaderFailover, scenario} from 'kafka-weir/scenario';

export default scenario({
  kind: 'chaos',
  title: 'The leader of a partition is killed under load',
  claims: [
    'no acknowledged record is lost, none of an idempotent producer is stored twice, and the log is as it was sent',
    'every partition has a new leader within objectives.leaderFailover',
    'a producer sees no longer pause between two acknowledgements than objectives.ackGap',
    'every in-sync set is full again within objectives.isrRecovery of the healing',
  ],
  covers: ['DR2', 'DR4'],
  run: context => proveLeaderFailover(context),
});
