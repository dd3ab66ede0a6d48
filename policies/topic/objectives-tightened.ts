import {cluster, modelPolicy, topic} from 'kafka-weir/policy';

/** The fields of `spec.objectives`, as they are written and as the model holds them. */
const OBJECTIVES = [
  ['leaderFailover', 'leaderFailoverMs'],
  ['ackGap', 'ackGapMs'],
  ['isrRecovery', 'isrRecoveryMs'],
  ['lagRecovery', 'lagRecoveryMs'],
] as const;

export default modelPolicy({
  kinds: ['Topic'],
  title: "A topic's objectives are no looser than the cluster's",
  rationale:
    "The cluster's objectives are what everybody may count on. A topic that states a looser one would be proved against the cluster's all the same, and its readers would plan for something else.",
  level: 'error',
  sources: ["Kafka Weir's own contract: objectives are stated on the Cluster and tightened on a Topic"],
  waiveWhen: 'Never: change the objective of the cluster, or of the topic.',
  judgeAll({cluster: declared, topics}, _options, report) {
    const bounds = declared?.spec.verification.objectives ?? {};
    for (const resource of topics) {
      for (const [name, field] of OBJECTIVES) {
        const [stated, bound] = [resource.spec.objectives[field], bounds[field]];
        if (stated === undefined || bound === undefined || stated <= bound) continue;
        report({
          resource,
          at: `spec.objectives.${name}`,
          message: `${name} ${stated} ms is looser than the ${bound} ms of Cluster ${declared?.name}: tighten it, or leave it out`,
        });
      }
    }
  },
  examples: {
    good: [[cluster({verification: {objectives: {ackGap: '20s'}}}), topic({objectives: {ackGap: '10s', leaderFailover: '1m'}})]],
    bad: [[cluster({verification: {objectives: {ackGap: '20s'}}}), topic({objectives: {ackGap: '30s'}})]],
  },
});
