/**
 * What has to be on the machine before anything can be installed by Weir itself. Plain Node >= 20, no dependency.
 * Reads only: it asks each program for its version and reports data; the bootstrap and `weir doctor` print it.
 */
import {execFileSync} from 'node:child_process';
import {accessSync, constants, existsSync, readdirSync, realpathSync, statSync} from 'node:fs';
import {delimiter, join} from 'node:path';

/**
 * @typedef {object} Prerequisite
 * @property {'node' | 'npm' | 'jdk' | 'maven' | 'go' | 'engine'} name
 * @property {string} title What it is, with the least version: `JDK >= 17`.
 * @property {boolean} required False where something else can take its place or it is needed only to build.
 * @property {{path: string, version: string} | undefined} found
 * @property {string} advice One sentence on what to install; also where something too old was found.
 */

/** Where systems put their JDKs, beside JAVA_HOME and PATH. */
const JVM_FOLDERS = [
  '/usr/lib/jvm',
  '/usr/local/lib/jvm',
  '/opt/java',
  '/Library/Java/JavaVirtualMachines',
  '/opt/homebrew/opt',
  '/usr/local/opt',
];

/** Asking a program its version takes under a second; one that hangs is as good as absent. */
const PROBE_TIMEOUT_MS = 20_000;

export const LEAST = {node: '20.3.0', jdk: '17', maven: '3.6.3', go: '1.25', engine: '1.11.0'};

/**
 * @param {{env?: NodeJS.ProcessEnv, goNeeded?: boolean, mavenNeeded?: boolean, jvmFolders?: string[]}} [options]
 *   `goNeeded`: something is to be built; `mavenNeeded`: Kafka is to be fetched
 * @returns {Prerequisite[]}
 */
export function checkPrerequisites({env = process.env, goNeeded = false, mavenNeeded = true, jvmFolders = JVM_FOLDERS} = {}) {
  const npm = probe(findOnPath('npm', env), ['--version'], /^(\d+\.\d+\.\d+)/m, env);
  const maven = probe(findOnPath('mvn', env), ['--version'], /Apache Maven (\d+\.\d+\.\d+)/, env);
  const go = probe(findOnPath('go', env), ['version'], /go(\d+\.\d+(?:\.\d+)?)/, env);
  return [
    {
      name: 'node',
      title: `Node.js >= ${LEAST.node}`,
      required: true,
      found: atLeast(process.versions.node, LEAST.node) ? {path: process.execPath, version: process.versions.node} : undefined,
      advice: 'install Node.js 20 or newer (apt: nodejs, brew: node)',
    },
    {name: 'npm', title: 'npm', required: true, found: npm, advice: 'install npm (apt: npm; it comes with brew: node)'},
    {
      name: 'jdk',
      title: `JDK >= ${LEAST.jdk}`,
      required: true,
      found: findJdk({env, jvmFolders}),
      advice: 'install a JDK of version 17 or newer, with javac (apt: openjdk-17-jdk-headless, brew: openjdk@17), or set JAVA_HOME to one',
    },
    {
      name: 'maven',
      title: `Maven >= ${LEAST.maven}`,
      required: mavenNeeded,
      found: atLeastOrNone(maven, LEAST.maven),
      advice: 'install Apache Maven (apt: maven, brew: maven)',
    },
    {
      name: 'go',
      title: `Go >= ${LEAST.go}`,
      required: goNeeded,
      found: atLeastOrNone(go, LEAST.go),
      advice: 'install Go 1.25 or newer from the Go project or your package manager (brew: go): it builds the Terraform provider',
    },
    {
      name: 'engine',
      title: `OpenTofu or Terraform >= ${LEAST.engine}`,
      required: false,
      found: findEngine(env),
      advice: 'none is on the PATH in a recent enough version, so OpenTofu is built from its pinned source (once, about 3 minutes)',
    },
  ];
}

/**
 * The first JDK (with a compiler) that is new enough: JAVA_HOME, then PATH, then the system's folders, each asked its version.
 * @param {{env?: NodeJS.ProcessEnv, least?: string, jvmFolders?: string[]}} [options]
 * @returns {{path: string, version: string} | undefined} path of its `java` program
 */
export function findJdk({env = process.env, least = LEAST.jdk, jvmFolders = JVM_FOLDERS} = {}) {
  for (const java of javaCandidates(env, jvmFolders)) {
    if (!isExecutable(java)) continue;
    // A runtime without a compiler cannot launch source files.
    if (!isExecutable(join(realpathSync(java), '..', 'javac'))) continue;
    const found = atLeastOrNone(probe(java, ['-version'], /version "(\d+(?:\.\d+)*)/, env), least);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} jvmFolders
 */
function* javaCandidates(env, jvmFolders) {
  if (env['JAVA_HOME'] !== undefined && env['JAVA_HOME'] !== '') yield join(env['JAVA_HOME'], 'bin', 'java');
  const onPath = findOnPath('java', env);
  if (onPath !== undefined) yield onPath;
  for (const folder of jvmFolders) {
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder).sort()) {
      yield join(folder, name, 'bin', 'java');
      yield join(folder, name, 'Contents', 'Home', 'bin', 'java');
    }
  }
}

/**
 * OpenTofu or Terraform from PATH where new enough, OpenTofu first.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{path: string, version: string, kind: 'tofu' | 'terraform'} | undefined}
 */
export function findEngine(env = process.env) {
  for (const kind of /** @type {const} */ (['tofu', 'terraform'])) {
    const found = probeEngine(findOnPath(kind, env), env);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * A program asked whether it is a new enough OpenTofu or Terraform.
 * @param {string | undefined} program
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{path: string, version: string, kind: 'tofu' | 'terraform'} | undefined}
 */
export function probeEngine(program, env = process.env) {
  // A configuration file that is missing makes OpenTofu warn on standard output, ahead of the version.
  const quiet = {...env, TF_CLI_CONFIG_FILE: '/dev/null', CHECKPOINT_DISABLE: '1'};
  for (const [name, kind] of /** @type {const} */ ([
    ['OpenTofu', 'tofu'],
    ['Terraform', 'terraform'],
  ])) {
    const found = atLeastOrNone(probe(program, ['version'], new RegExp(`^${name} v(\\d+\\.\\d+\\.\\d+)`, 'm'), quiet), LEAST.engine);
    if (found !== undefined) return {...found, kind};
  }
  return undefined;
}

/**
 * @param {string} name
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export function findOnPath(name, env = process.env) {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    if (folder !== '' && isExecutable(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

/**
 * @param {string | undefined} program
 * @param {string[]} args
 * @param {RegExp} pattern its first group is the version
 * @param {NodeJS.ProcessEnv} env
 */
function probe(program, args, pattern, env) {
  if (program === undefined) return undefined;
  try {
    // Java prints its version on standard error, the others on standard output.
    const text = execFileSync('/bin/sh', ['-c', 'exec "$0" "$@" 2>&1', program, ...args], {
      encoding: 'utf8',
      timeout: PROBE_TIMEOUT_MS,
      env,
    });
    const version = pattern.exec(text)?.[1];
    return version === undefined ? undefined : {path: program, version};
  } catch {
    return undefined;
  }
}

/**
 * @param {{path: string, version: string} | undefined} found
 * @param {string} least
 */
function atLeastOrNone(found, least) {
  return found !== undefined && atLeast(found.version, least) ? found : undefined;
}

/**
 * Compares dotted numbers; a missing part counts as 0.
 * @param {string} version
 * @param {string} least
 */
export function atLeast(version, least) {
  const have = version.split('.').map(Number);
  const want = least.split('.').map(Number);
  for (let index = 0; index < Math.max(have.length, want.length); index++) {
    const difference = (have[index] ?? 0) - (want[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
