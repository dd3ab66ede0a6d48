import {createHash, randomBytes} from 'node:crypto';
import {hostname} from 'node:os';

/** Names everything that a run leaves on a cluster, so that it can be told from other runs' and removed. */
export interface RunIdentity {
  /** `<start in base 36 seconds>-<host>-<pid>-<random>`, of `[a-z0-9-]`. */
  id: string;
  startedAt: Date;
}

const HOST_DIGITS = 6;
/** A canary of another machine that is older than this was left by a crash. */
const LEFT_BEHIND_AFTER_S = 3600;

export function newRun(now = new Date(), pid = process.pid): RunIdentity {
  const seconds = Math.floor(now.getTime() / 1000).toString(36);
  return {id: `${seconds}-${hostDigits()}-${pid.toString(36)}-${randomBytes(3).toString('hex')}`, startedAt: now};
}

/**
 * True where the run that an id names is over: on this host when its process is gone, on another when it started more
 * than an hour ago. Anything that is no id of ours is never left behind, because it is not ours to remove.
 */
export function isLeftBehind(runId: string, isAlive: (pid: number) => boolean, now = new Date()): boolean {
  const match = /^([a-z0-9]+)-([a-f0-9]+)-([a-z0-9]+)-[a-f0-9]{6}$/.exec(runId);
  if (match === null) return false;
  const [, seconds = '', host, pid = ''] = match;
  if (host === hostDigits() && !isAlive(Number.parseInt(pid, 36))) return true;
  return now.getTime() / 1000 - Number.parseInt(seconds, 36) > LEFT_BEHIND_AFTER_S;
}

export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // EPERM: it is there and belongs to somebody else.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

function hostDigits(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, HOST_DIGITS);
}
