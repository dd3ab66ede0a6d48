import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {atLeast, checkPrerequisites, findEngine, findJdk} from '../../tools/prerequisites.mjs';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

/** A program that prints; `check` are lines of shell that run first. */
function program(path: string, prints: string, {toStderr = false, check = ''} = {}): void {
  mkdirSync(dirname(path), {recursive: true});
  writeFileSync(path, `#!/bin/sh\n${check}\ncat ${toStderr ? '>&2' : ''} <<'END'\n${prints}\nEND\n`);
  chmodSync(path, 0o755);
}

function jdk(home: string, version: string, {compiler = true} = {}): void {
  program(join(home, 'bin', 'java'), `openjdk version "${version}" 2025-04-15`, {toStderr: true});
  if (compiler) program(join(home, 'bin', 'javac'), `javac ${version}`);
}

/** `cat` for the programs above comes from here; nothing else that is looked for lives in it on the machines we test on. */
function emptyPath(): string {
  const folder = temporaryFolder();
  program(join(folder, 'cat'), '', {check: 'exec /bin/cat "$@"'});
  return folder;
}

describe('JDK', () => {
  test('each is asked its version: JAVA_HOME, PATH, then the folders of the system', () => {
    const [folder, path] = [temporaryFolder(), emptyPath()];
    jdk(join(folder, 'jvm', 'java-11'), '11.0.2');
    jdk(join(folder, 'jvm', 'java-25'), '25');
    jdk(join(folder, 'home'), '17.0.15');
    const jvmFolders = [join(folder, 'jvm')];
    expect(findJdk({env: {PATH: path}, jvmFolders})).toEqual({path: join(folder, 'jvm', 'java-25', 'bin', 'java'), version: '25'});
    const home = {PATH: path, JAVA_HOME: join(folder, 'home')};
    expect(findJdk({env: home, jvmFolders})).toEqual({path: join(folder, 'home', 'bin', 'java'), version: '17.0.15'});
    // One that is too old is passed over, wherever it stands.
    expect(findJdk({env: {...home, JAVA_HOME: join(folder, 'jvm', 'java-11')}, jvmFolders})?.version).toBe('25');
  });

  test('a runtime without a compiler is none, and 1.8 is old', () => {
    const [folder, path] = [temporaryFolder(), emptyPath()];
    jdk(join(folder, 'jre'), '21', {compiler: false});
    jdk(join(folder, 'java-8'), '1.8.0');
    expect(findJdk({env: {PATH: path}, jvmFolders: [folder]})).toBeUndefined();
  });
});

describe('engine', () => {
  test('OpenTofu comes first; one that is too old leaves the place to the other', () => {
    const path = emptyPath();
    program(join(path, 'terraform'), 'Terraform v1.11.4\non linux_amd64');
    program(join(path, 'tofu'), 'OpenTofu v1.10.7');
    expect(findEngine({PATH: path})).toEqual({kind: 'terraform', path: join(path, 'terraform'), version: '1.11.4'});
    program(join(path, 'tofu'), 'OpenTofu v1.12.6');
    expect(findEngine({PATH: path})?.kind).toBe('tofu');
  });

  test('a configuration file in the environment that does not exist changes nothing', () => {
    const path = emptyPath();
    program(join(path, 'tofu'), 'OpenTofu v1.12.6', {check: 'test "$TF_CLI_CONFIG_FILE" = /dev/null || exit 1'});
    expect(findEngine({PATH: path, TF_CLI_CONFIG_FILE: '/nowhere'})?.version).toBe('1.12.6');
  });
});

test('a bare machine lacks what is required, each with one line of advice; what is only needed to build is not', () => {
  const checks = checkPrerequisites({env: {PATH: emptyPath()}, jvmFolders: []});
  const missing = checks.filter(({required, found}) => required && found === undefined);
  expect(missing.map(({name}) => name)).toEqual(['npm', 'jdk', 'maven']);
  for (const {advice} of checks) expect(advice).not.toMatch(/\n|https?:/);
  const building = checkPrerequisites({env: {PATH: emptyPath()}, jvmFolders: [], goNeeded: true, mavenNeeded: false});
  expect(building.filter(({required, found}) => required && found === undefined).map(({name}) => name)).toEqual(['npm', 'jdk', 'go']);
});

test.each([
  ['1.25', '1.25', true],
  ['1.25.3', '1.25', true],
  ['1.9', '1.25', false],
  ['3.8.7', '3.6.3', true],
  ['17', '17', true],
  ['1.8.0', '17', false],
])('%s against %s', (version, least, expected) => {
  expect(atLeast(version, least)).toBe(expected);
});
