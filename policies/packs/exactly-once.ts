import {pack} from 'kafka-weir/policy';

/** Taken after another pack: it decides only about the rules on which exactly-once rests. */
export default pack({
  summary: 'added to another pack, for clusters with transactions: what exactly-once rests on is an error',
  levelOf: rule => rule.packs?.['exactly-once'],
});
