import {pack} from 'kafka-weir/policy';

const GRAVER = {off: 'off', note: 'warning', warning: 'error', error: 'error'} as const;

/** For clusters on which nothing is merely advised. */
export default pack({
  summary: 'every rule one step graver, and rules that are a choice switched on where they name a level for it',
  levelOf: rule => rule.packs?.['strict'] ?? GRAVER[rule.level],
});
