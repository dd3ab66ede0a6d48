import {expect, it} from 'vitest';
import {cleanedEnvironment} from '../../src/terraform/engine.ts';

const user = {
  PATH: '/bin',
  AWS_PROFILE: 'ops',
  KAFKA_SASL_PASSWORD: 'of another cluster',
  TF_CLI_ARGS_apply: '-auto-approve',
  TF_VAR_password_x: 'old',
  TF_WORKSPACE: 'other',
};

it("the user's settings do not change what the engine does, and another cluster's credentials do not reach it", () => {
  expect(cleanedEnvironment(user, {})).toEqual({
    PATH: '/bin',
    AWS_PROFILE: 'ops',
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
  });
});

it('the provider keeps its own credentials where Weir has none for it', () => {
  const kept = cleanedEnvironment(user, {keepsCredentials: true});
  expect(kept).toMatchObject({KAFKA_SASL_PASSWORD: 'of another cluster', AWS_PROFILE: 'ops'});
  expect(kept).not.toHaveProperty('TF_WORKSPACE');
});
