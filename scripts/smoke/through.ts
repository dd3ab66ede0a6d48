import {proveThrough, scenario} from 'kafka-weir/scenario';

export default scenario({
  kind: 'smoke',
  title: 'A record goes through each declared topic, from its producers to its consumers',
  claims: [
    'an application writes a record to each declared topic that it produces to',
    'that record reaches each application that consumes the topic',
  ],
  mode: 'full',
  about: ['Application'],
  run: context => proveThrough(context),
});
