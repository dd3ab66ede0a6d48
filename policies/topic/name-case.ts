import {modelPolicy, type Resource, topic} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Topic'],
  title: 'Names differ in more than case',
  rationale:
    'Kafka tells Orders from orders; people do not, and neither do file systems on which a broker or a backup may keep them. One of the two is usually a typing error.',
  level: 'warning',
  packs: {strict: 'error'},
  covers: ['TO6'],
  sources: ['Weir: judgement; Kafka compares topic names byte by byte'],
  waiveWhen: 'Both topics exist and carry data, until the readers of one have moved.',
  judgeAll({topics}, _options, report) {
    const byFolded = new Map<string, Resource<'Topic'>>();
    for (const resource of topics) {
      const folded = resource.name.toLowerCase();
      const first = byFolded.get(folded);
      if (first === undefined) byFolded.set(folded, resource);
      else if (first.name !== resource.name) {
        report({resource, at: 'metadata.name', message: `differs from the topic ${first.name} only in case`});
      }
    }
  },
  examples: {
    good: [[topic({name: 'payments.orders.v1'}), topic({name: 'payments.carts.v1'})]],
    bad: [[topic({name: 'payments.orders.v1'}), topic({name: 'payments.Orders.v1'})]],
  },
});
