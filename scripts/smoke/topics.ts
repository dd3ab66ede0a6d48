import {proveTopics, scenario} from 'kafka-weir/scenario';

export default scenario({
  kind: 'smoke',
  title: 'Declared topics are on the cluster as declared, led and in sync',
  claims: [
    'a declared topic is on the cluster with its partitions and copies',
    'each declared setting holds there, and none on which safety rests is weaker by an override that no document states',
    'every partition has a leader, enough replicas in sync for acks=all, and all of its copies in sync',
  ],
  mode: 'read-only',
  about: ['Topic'],
  covers: ['TO1', 'TO2', 'TO3', 'TO4', 'DR1', 'DR3'],
  run: context => proveTopics(context),
});
