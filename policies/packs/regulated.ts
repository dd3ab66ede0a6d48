import {pack} from 'kafka-weir/policy';

/** Taken after another pack: it decides only about the rules that an auditor asks for. */
export default pack({
  summary: 'added to another pack, for data under law or audit: owners, classification, encryption, audit log and rotation are errors',
  levelOf: rule => rule.packs?.['regulated'],
});
