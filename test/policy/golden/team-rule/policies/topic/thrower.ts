import {modelPolicy} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Topic'],
  title: 'This rule is broken',
  rationale: 'It shows what a broken rule looks like.',
  level: 'note',
  sources: ['ours'],
  judgeAll() {
    throw new Error('no data today');
  },
  examples: {good: [], bad: []},
});
