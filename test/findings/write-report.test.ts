import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {WeirError} from '../../src/findings/error.ts';
import {writeReport} from '../../src/findings/write-report.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'weir-report-'));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, {recursive: true});
});

it('replaces what stood there, and leaves nothing beside it', () => {
  const file = path.join(folder, 'new/report.json');
  writeReport(file, 'old');
  writeReport(file, 'new ä');
  expect(readFileSync(file, 'utf8')).toBe('new ä');
  expect(readdirSync(path.dirname(file))).toEqual(['report.json']);
});

it('writes where a link leads, and keeps the link', () => {
  writeFileSync(path.join(folder, 'target'), 'old');
  symlinkSync('target', path.join(folder, 'link'));
  writeReport(path.join(folder, 'link'), 'new');
  expect(readFileSync(path.join(folder, 'target'), 'utf8')).toBe('new');
  expect(lstatSync(path.join(folder, 'link')).isSymbolicLink()).toBe(true);
});

const modeOf = (file: string) => (lstatSync(file).mode & 0o777).toString(8);

it('keeps the permissions of what it replaces', () => {
  const file = path.join(folder, 'report');
  for (const mode of [0o600, 0o666, 0o640]) {
    writeFileSync(file, 'old');
    chmodSync(file, mode);
    writeReport(file, 'new');
    expect(modeOf(file)).toBe(mode.toString(8));
  }
});

it('lets nobody else read what is private, whatever stood there', () => {
  const file = path.join(folder, 'env.sh');
  writeReport(file, 'new', {isPrivate: true});
  expect(modeOf(file)).toBe('600');
  chmodSync(file, 0o644);
  writeReport(file, 'new', {isPrivate: true});
  expect(modeOf(file)).toBe('600');
});

it('leaves a new file to the mask', () => {
  const mask = process.umask(0o022);
  try {
    writeReport(path.join(folder, 'report'), 'new');
  } finally {
    process.umask(mask);
  }
  expect(modeOf(path.join(folder, 'report'))).toBe('644');
});

/** A device that is always full, where there is one. */
const FULL = '/dev/full';

it.skipIf(!existsSync(FULL))('says that the disk is full', () => {
  const error = thrownBy(() => writeReport(FULL, 'text'));
  expect(error.message).toBe(`the report could not be written to ${FULL}: no space is left on the device`);
  expect(error.exit).toBe(3);
  expect(lstatSync(FULL).isCharacterDevice()).toBe(true);
});

it('leaves the old file where the new one cannot be written', () => {
  const file = path.join(folder, 'taken');
  mkdirSync(file);
  writeFileSync(path.join(file, 'inside'), 'old');
  const error = thrownBy(() => writeReport(file, 'new'));
  expect(error.exit).toBe(3);
  expect(error.hint).toContain('what stood there before is unchanged');
  expect(readFileSync(path.join(file, 'inside'), 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['taken']);
});

function thrownBy(work: () => unknown): WeirError {
  try {
    work();
  } catch (error) {
    if (error instanceof WeirError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
