import {modelPolicy, type Resource, topic} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Topic'],
  title: 'Names differ in more than letters that look alike',
  rationale:
    'In most typefaces orders.v1 with a digit and orders.vl with a letter are one name, and so are 0 and O, rn and m. One of two such topics is a typing error, or a trap: somebody writes to it and nobody reads.',
  level: 'warning',
  packs: {strict: 'error'},
  covers: ['TO6'],
  sources: ['Unicode Technical Standard #39, confusables: 1, I and l; 0 and O; rn and m'],
  waiveWhen: 'Both topics exist, carry data and are kept apart by everybody who uses them.',
  judgeAll({topics}, _options, report) {
    const byLook = new Map<string, Resource<'Topic'>>();
    for (const resource of topics) {
      const look = skeleton(resource.name);
      const first = byLook.get(look);
      if (first === undefined) byLook.set(look, resource);
      // Names that differ only in case are the matter of topic/name-case.
      else if (first.name.toLowerCase() !== resource.name.toLowerCase()) {
        report({
          resource,
          at: 'metadata.name',
          message: `looks like the topic ${first.name}: they differ only in letters or digits that look alike`,
        });
      }
    }
  },
  examples: {
    good: [
      [topic({name: 'payments.orders.v1'}), topic({name: 'payments.orders.v2'})],
      [topic({name: 'payments.card.v10'}), topic({name: 'payments.card.v11'})],
    ],
    bad: [
      [topic({name: 'payments.orders.v1'}), topic({name: 'payments.orders.vl'})],
      [topic({name: 'payments.o2.v1'}), topic({name: 'payments.02.v1'})],
      [topic({name: 'payments.return.v1'}), topic({name: 'payments.retum.v1'})],
    ],
  },
});

/** Equal for names that look equal. */
function skeleton(name: string): string {
  return name.replace(/[1I]/g, 'l').toLowerCase().replaceAll('0', 'o').replaceAll('rn', 'm');
}
