/**
 * A lock between processes: a file that exists while its owner lives. Plain Node >= 20, no dependency.
 * The file appears by link(2) with its content, so nobody reads a half-written owner. A lock whose owner is gone, or
 * whose pid now belongs to another process, is taken over.
 */
import {linkSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {processStart} from './processes.mjs';

const POLL_MS = 100;
/** Taking over takes well under a millisecond; a takeover folder older than this was left by a crash. */
const TAKEOVER_STALE_MS = 10_000;

let serial = 0;

/**
 * Runs `work` while holding the lock at `path`; waits as long as somebody else holds it.
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @param {{signal?: AbortSignal, onWait?: (ownerPid: number) => void}} [options] `onWait` is called once
 * @returns {Promise<T>}
 */
export async function withLock(path, work, {signal, onWait} = {}) {
  mkdirSync(dirname(path), {recursive: true, mode: 0o700});
  const mine = `${path}.${process.pid}.${serial++}`;
  writeFileSync(mine, JSON.stringify({pid: process.pid, start: processStart(process.pid)}), {mode: 0o600});
  let announced = false;
  try {
    while (!tryLink(mine, path)) {
      signal?.throwIfAborted();
      const owner = readOwner(path);
      if (owner !== undefined && !isAlive(owner)) takeOver(path);
      else {
        if (owner !== undefined && !announced) onWait?.(owner.pid);
        announced ||= owner !== undefined;
        // An abort ends the pause; the top of the loop throws its reason.
        await sleep(POLL_MS, undefined, signal === undefined ? {} : {signal}).catch(() => undefined);
      }
    }
  } finally {
    rmSync(mine, {force: true});
  }
  try {
    return await work();
  } finally {
    rmSync(path, {force: true});
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
function tryLink(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (thrown) {
    if (hasCode(thrown, 'EEXIST')) return false;
    throw thrown;
  }
}

/**
 * @param {string} path
 * @returns {{pid: number, start: string | undefined} | undefined} undefined when the lock is gone
 */
function readOwner(path) {
  try {
    const owner = JSON.parse(readFileSync(path, 'utf8'));
    return {pid: Number(owner.pid), start: typeof owner.start === 'string' ? owner.start : undefined};
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return undefined;
    // No writer of ours leaves such a file; pid 0 is nobody's, so it is taken over.
    return {pid: 0, start: ''};
  }
}

/** @param {{pid: number, start: string | undefined}} owner */
function isAlive(owner) {
  return owner.pid > 0 && processStart(owner.pid) !== undefined && processStart(owner.pid) === owner.start;
}

/**
 * Removes a lock whose owner is dead. Two waiters that both saw it dead must not remove the lock that one of them has
 * taken since, so the check and the removal happen inside a folder that only one of them can make.
 * @param {string} path
 */
function takeOver(path) {
  const takeover = `${path}.takeover`;
  try {
    mkdirSync(takeover);
  } catch (thrown) {
    if (!hasCode(thrown, 'EEXIST')) throw thrown;
    const madeAtMs = statSync(takeover, {throwIfNoEntry: false})?.mtimeMs;
    if (madeAtMs !== undefined && Date.now() - madeAtMs > TAKEOVER_STALE_MS) rmSync(takeover, {recursive: true, force: true});
    return;
  }
  try {
    const owner = readOwner(path);
    if (owner !== undefined && !isAlive(owner)) rmSync(path, {force: true});
  } finally {
    rmdirSync(takeover);
  }
}

/**
 * @param {unknown} thrown
 * @param {string} code
 */
function hasCode(thrown, code) {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}
