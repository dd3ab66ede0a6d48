import {pack} from 'kafka-weir/policy';

const LIGHTER = {off: 'off', note: 'off', warning: 'note', error: 'error'} as const;

/** For clusters that anybody may break. Rules of durability and paperwork name their lighter level themselves. */
export default pack({
  summary: 'for the clusters of developers: what a broker refuses is an error, durability and paperwork are off, advice is a note',
  levelOf: rule => rule.packs?.['development'] ?? LIGHTER[rule.level],
});
