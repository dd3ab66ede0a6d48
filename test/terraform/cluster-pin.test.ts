import {describe, expect, it} from 'vitest';
import type {Resource} from '../../src/specs/model.ts';
import {assertIntendedCluster, assertSameCluster, pinCluster} from '../../src/terraform/cluster-pin.ts';
import {planFacts} from '../../src/terraform/plan-examples.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

function cluster(spec: Partial<Resource<'Cluster'>['spec']>): Resource<'Cluster'> {
  const example = planFacts().clusterDocument as Resource<'Cluster'>;
  return {...example, spec: {...example.spec, sandbox: false, ...spec}};
}

describe('which cluster is meant', () => {
  it('an apply may be the first; a write without one needs to know', () => {
    const cwd = temporaryFolder();
    expect(() => assertSameCluster(cluster({}), 'live', cwd)).not.toThrow();
    expect(() => assertIntendedCluster(cluster({}), 'live', cwd)).toThrow(/does not say which cluster production is/);
    pinCluster('production', 'live', cwd);
    expect(() => assertIntendedCluster(cluster({}), 'live', cwd)).not.toThrow();
    expect(() => assertIntendedCluster(cluster({}), 'other', cwd)).toThrow(/belongs to the cluster with id live/);
  });

  it('a declared id is enough, and binds', () => {
    const cwd = temporaryFolder();
    expect(() => assertIntendedCluster(cluster({clusterId: 'live'}), 'live', cwd)).not.toThrow();
    expect(() => assertIntendedCluster(cluster({clusterId: 'live'}), 'other', cwd)).toThrow(/declares the cluster id live/);
  });

  it('a sandbox is ours', () => expect(() => assertIntendedCluster(cluster({sandbox: true}), 'live', temporaryFolder())).not.toThrow());
});
