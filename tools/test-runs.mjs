/**
 * Runs vitest projects one after the other and counts what they report. Plain Node >= 20, no dependency.
 */
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {runInForeground} from './foreground.mjs';

/** @typedef {{passed: number, failed: number}} Counts */

/**
 * @param {{root: string, node: string, projects: string[], args: string[], env: NodeJS.ProcessEnv, signal: AbortSignal}} options
 *   `args` are passed on to vitest, like the names of files
 * @returns {Promise<Counts>}
 */
export async function runTestProjects({root, node, projects, args, env, signal}) {
  const total = {passed: 0, failed: 0};
  for (const project of projects) {
    const {passed, failed} = await runProject({root, node, project, args, env, signal});
    total.passed += passed;
    total.failed += failed;
  }
  return total;
}

/**
 * @param {{root: string, node: string, project: string, args: string[], env: NodeJS.ProcessEnv, signal: AbortSignal}} options
 * @returns {Promise<Counts>}
 */
async function runProject({root, node, project, args, env, signal}) {
  const scratch = mkdtempSync(join(tmpdir(), 'weir-tests-'));
  const report = join(scratch, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const vitest = [join('node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', project, '--passWithNoTests', ...reporters, ...args];
    const exitCode = await runInForeground(node, vitest, {cwd: root, env, signal, ownGroup: true});
    signal.throwIfAborted();
    return countReport(readFileOrUndefined(report), exitCode);
  } finally {
    rmSync(scratch, {recursive: true, force: true});
  }
}

/**
 * Counts vitest's JSON report. What fails outside a test (a file that cannot be imported, an unhandled rejection, a
 * missing report) counts as one failure, so that a run which vitest calls failed never looks clean.
 * @param {string | undefined} text
 * @param {number} exitCode
 * @returns {Counts}
 */
export function countReport(text, exitCode) {
  const report = text === undefined ? undefined : parseReport(text);
  if (report === undefined) return {passed: 0, failed: 1};
  const brokenFiles = report.testResults.filter(
    ({status, assertionResults}) => status === 'failed' && !assertionResults.some(one => one.status === 'failed'),
  );
  const failed = report.numFailedTests + brokenFiles.length;
  return {passed: report.numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed};
}

/**
 * @typedef {{status: string, assertionResults: {status: string}[]}} FileResult
 * @param {string} text
 * @returns {{numPassedTests: number, numFailedTests: number, testResults: FileResult[]} | undefined}
 */
function parseReport(text) {
  try {
    const value = JSON.parse(text);
    const isReport =
      Number.isInteger(value?.numPassedTests) && Number.isInteger(value?.numFailedTests) && Array.isArray(value?.testResults);
    return isReport ? value : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} path */
function readFileOrUndefined(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
