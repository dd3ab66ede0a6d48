import {pack} from 'kafka-weir/policy';

/** What a team that runs Kafka in production would want before anything else is settled. */
export default pack({
  summary: 'every rule at the level that it recommends: errors where data or access is at stake, warnings for judgement',
  levelOf: rule => rule.level,
});
