/**
 * min.insync.replicas below the replication factor, or 1 where that is 1: Spectral's own functions compare with
 * constants only.
 * @param {{replicationFactor?: unknown, config?: Record<string, unknown>} | null} spec
 * @param {unknown} _options
 * @param {{path: (string | number)[]}} context
 */
export default function belowReplication(spec, _options, {path}) {
  const copies = spec?.replicationFactor;
  const minimum = spec?.config?.['min.insync.replicas'];
  if (typeof copies !== 'number' || typeof minimum !== 'number') return [];
  if (copies === 1 ? minimum <= 1 : minimum < copies) return [];
  return [
    {
      message: `min.insync.replicas ${minimum} is not below the replication factor ${copies}`,
      path: [...path, 'config', 'min.insync.replicas'],
    },
  ];
}
