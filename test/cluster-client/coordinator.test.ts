import {describe, expect, it} from 'vitest';
import {untilCoordinated} from '../../src/cluster/coordinator.ts';

function answering(...errors: string[]) {
  let calls = 0;
  const attempt = async () => {
    const apiId = errors[calls];
    calls += 1;
    if (apiId !== undefined) throw Object.assign(new Error(apiId), {apiId});
    return 'found';
  };
  return {attempt, calls: () => calls};
}

describe('a coordinator', () => {
  it('that is being made, loaded or moved is asked again', async () => {
    const {attempt, calls} = answering('COORDINATOR_NOT_AVAILABLE', 'COORDINATOR_LOAD_IN_PROGRESS', 'NOT_COORDINATOR');
    expect(await untilCoordinated(attempt, {pauseMs: 1})).toBe('found');
    expect(calls()).toBe(4);
  });

  it('that refuses is believed at once', async () => {
    const {attempt, calls} = answering('GROUP_AUTHORIZATION_FAILED');
    await expect(untilCoordinated(attempt, {pauseMs: 1})).rejects.toThrow('GROUP_AUTHORIZATION_FAILED');
    expect(calls()).toBe(1);
  });

  it('that never comes is told of', async () => {
    const {attempt} = answering(...Array.from({length: 1_000}, () => 'COORDINATOR_NOT_AVAILABLE'));
    await expect(untilCoordinated(attempt, {timeoutMs: 20, pauseMs: 5})).rejects.toThrow('COORDINATOR_NOT_AVAILABLE');
  });
});
