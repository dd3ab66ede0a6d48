import {modelPolicy, type Resource, topic} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Topic'],
  title: 'Names do not collide in metrics',
  rationale:
    'Kafka turns "." into "_" in the names of metrics, so a.b and a_b would share theirs; the broker refuses the second topic, at apply.',
  level: 'error',
  covers: ['TO6'],
  sources: ['Apache Kafka, org.apache.kafka.common.internals.Topic.hasCollision'],
  waiveWhen: 'Never: the broker refuses the second topic.',
  judgeAll({topics}, _options, report) {
    const bySameMetric = new Map<string, Resource<'Topic'>[]>();
    for (const one of topics) {
      const metric = one.name.replaceAll('.', '_');
      const known = bySameMetric.get(metric);
      if (known === undefined) bySameMetric.set(metric, [one]);
      else known.push(one);
    }
    for (const colliding of bySameMetric.values()) {
      for (const resource of colliding) {
        const other = colliding.find(({name}) => name !== resource.name);
        if (other === undefined) continue;
        report({
          resource,
          at: 'metadata.name',
          message: `collides with the topic ${other.name}: in metrics both are ${resource.name.replaceAll('.', '_')}`,
        });
      }
    }
  },
  examples: {
    good: [[topic({name: 'payments.orders.v1'}), topic({name: 'payments.carts.v1'})]],
    bad: [[topic({name: 'payments.orders.v1'}), topic({name: 'payments.orders_v1'})]],
  },
});
