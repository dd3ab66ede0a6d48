import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {beforeEach, describe, expect, it} from 'vitest';
import smoke from '../../src/commands/smoke.ts';
import {loadScenarios} from '../../src/extensions/scenarios.ts';
import {runHere} from '../fixtures/in-process.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

let cwd: string;
const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(cwd, file)), {recursive: true});
  writeFileSync(path.join(cwd, file), text);
};
beforeEach(() => {
  cwd = temporaryFolder();
  const spec = '{environment: test, sandbox: true, verification: {mode: canary}}';
  write('topic-specs/cluster.yaml', `apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: here, owner: team}\nspec: ${spec}\n`);
});

describe('weir smoke', () => {
  it.each([
    [['through'], 'topic-specs/cluster.yaml:4:63: smoke through (A record goes'],
    [['topics', '--mode', 'read-only'], 'there is no document of the kind Topic that it would be about'],
    [['access', '--mode', 'read-only'], 'it needs the mode canary, and this run is read-only'],
  ])('%j would prove nothing, and is wrong use', async (args, words) => {
    await expect(runHere(smoke, args, cwd)).rejects.toMatchObject({
      exit: 2,
      code: 'smoke/left-out',
      message: expect.stringContaining(words),
    });
  });

  it.each([
    ['full', 'verify/mode-wider'],
    ['canry', 'verify/mode'],
  ])('--mode %s is wrong use before anything is connected', async (mode, code) => {
    await expect(runHere(smoke, ['--mode', mode], cwd)).rejects.toMatchObject({exit: 2, code});
  });
});

describe("a team's scenario", () => {
  const scenario = (parts: string) => `export default {kind: 'smoke', title: 'Ours', claims: [], run: async () => [], ${parts}};\n`;

  it.each([
    ["mode: 'readonly'", /its mode is none of read-only, canary, full/],
    ["about: ['Topics']", /it is about what is no kind of document/],
    ["about: 'Topic'", /it is about what is no kind of document/],
  ])('with %s is refused by name', async (parts, words) => {
    write('scripts/smoke/ours.js', scenario(parts));
    await expect(loadScenarios(cwd, 'smoke', 'ours')).rejects.toMatchObject({exit: 2, message: expect.stringMatching(words)});
  });

  it('with a mode and kinds of documents is taken', async () => {
    write('scripts/smoke/ours.js', scenario("mode: 'full', about: ['Topic', 'User']"));
    expect(await loadScenarios(cwd, 'smoke', 'ours')).toMatchObject([{name: 'ours', exported: {mode: 'full'}}]);
  });
});
