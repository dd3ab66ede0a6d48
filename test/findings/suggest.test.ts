import {describe, expect, it} from 'vitest';
import {misspelt} from '../../src/findings/suggest.ts';

describe('a misspelt word', () => {
  const KNOWN = ['partitions', 'replicationFactor', 'min.compaction.lag.ms', 'max.compaction.lag.ms', 'env', 'owner', 'Topic'];
  it.each([
    ['partitons', 'partitions'],
    ['partitoins', 'partitions'],
    ['replication_factor', 'replicationFactor'],
    ['topic', 'Topic'],
    ['max.compaction.lag.m', 'max.compaction.lag.ms'],
    ['mx.compaction.lag.ms', undefined],
    ['en', undefined],
    ['onwe', undefined],
    ['parts', undefined],
    ['', undefined],
  ])('%j is %j', (written, meant) => expect(misspelt(written, KNOWN)).toBe(meant));
});
