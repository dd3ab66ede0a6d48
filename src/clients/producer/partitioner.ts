/**
 * Kafka's hash of keys (org.apache.kafka.common.utils.Utils.murmur2), as a 32-bit integer. Public domain, by Austin Appleby.
 */
export function murmur2(bytes: Uint8Array): number {
  const {length} = bytes;
  const M = 0x5bd1e995;
  let hash = 0x9747b28c ^ length;
  const whole = length & ~3;
  for (let i = 0; i < whole; i += 4) {
    let part = (bytes[i] as number) | ((bytes[i + 1] as number) << 8) | ((bytes[i + 2] as number) << 16) | ((bytes[i + 3] as number) << 24);
    part = Math.imul(part, M);
    part ^= part >>> 24;
    hash = Math.imul(hash, M) ^ Math.imul(part, M);
  }
  const rest = length & 3;
  if (rest > 2) hash ^= (bytes[whole + 2] as number) << 16;
  if (rest > 1) hash ^= (bytes[whole + 1] as number) << 8;
  if (rest > 0) hash = Math.imul(hash ^ (bytes[whole] as number), M);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, M);
  return hash ^ (hash >>> 15);
}

/** The partition of a key among so many (BuiltInPartitioner.partitionForKey): also where a partition has no leader now. */
export function partitionForKey(key: Uint8Array, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions;
}
