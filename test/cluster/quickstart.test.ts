import {spawn} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {sandboxDown} from '../../src/sandbox/sandbox.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const STEPS = ['sandbox up', 'check', 'synth', 'plan', 'apply', 'drift', 'smoke', 'failover', 'report', 'sandbox down'];

/** A newcomer's checkout, as far as quickstart reads it, with a sandbox of its own. */
let cwd = '';

beforeAll(() => {
  cwd = mkdtempSync(path.join(realpathSync(tmpdir()), 'weir-quickstart-'));
  cpSync(path.join(ROOT, 'topic-specs'), path.join(cwd, 'topic-specs'), {recursive: true});
  mkdirSync(path.join(cwd, 'policies'));
  cpSync(path.join(ROOT, 'policies', 'policy.yaml'), path.join(cwd, 'policies', 'policy.yaml'));
});
afterAll(async () => {
  await sandboxDown({root: cwd, purge: true});
  rmSync(cwd, {recursive: true, force: true});
});

interface Run {
  exit: number | null;
  stdout: string;
  stderr: string;
}

/** `weir quickstart` from source; `onStep` is called with the mark and the name of each step that ended. */
function quickstart(onStep: (step: string, interrupt: () => void) => void | Promise<void> = () => undefined): Promise<Run> {
  const {FORCE_COLOR: _force, NODE_OPTIONS: _options, ...env} = process.env;
  const child = spawn(process.execPath, ['--conditions=weir-source', path.join(ROOT, 'src/cli.ts'), 'quickstart'], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let told = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    const steps = narrated(stderr.slice(0, stderr.lastIndexOf('\n') + 1));
    for (const {name} of steps.slice(told)) void onStep(name, () => child.kill('SIGINT'));
    told = steps.length;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', exit => resolve({exit, stdout, stderr}));
  });
}

function narrated(stderr: string): {mark: string; name: string; detail: string}[] {
  return [...stderr.matchAll(/^([✔✘]) (.+?) +\d+\.\d s(?: {2}(.*))?$/gm)].map(([, mark = '', name = '', detail = '']) => ({
    mark,
    name,
    detail,
  }));
}

/** Command lines of the processes that mention the folder or work in it: brokers, the engine, its provider. */
function processesIn(folder: string): string[] {
  return readdirSync('/proc')
    .filter(entry => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .flatMap(pid => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return line.includes(folder) || realpathSync(`/proc/${pid}/cwd`).startsWith(folder) ? [`${pid} ${line}`] : [];
      } catch {
        // It ended while it was looked at, or is another user's.
        return [];
      }
    });
}

describe.skipIf(process.platform !== 'linux')('weir quickstart', {timeout: 240_000}, () => {
  it('interrupted while it applies, ends with 130 and leaves no process', async () => {
    let seen: string[] = [];
    const {exit, stderr} = await quickstart(async (step, interrupt) => {
      // The plan is told, so apply runs: its engine is soon there.
      if (step !== 'plan') return;
      seen = await whenEngineRuns(cwd);
      interrupt();
    });
    expect(seen.join('\n'), stderr).toMatch(/apply/);
    const steps = narrated(stderr);
    expect(steps.find(({name}) => name === 'apply')?.mark, stderr).toBe('✘');
    expect(steps.at(-1)).toMatchObject({mark: '✔', name: 'sandbox down'});
    expect(exit, stderr).toBe(130);
    expect(processesIn(cwd)).toEqual([]);
  });

  it('continues where it was interrupted, and proves the whole chain', async () => {
    const {exit, stdout, stderr} = await quickstart();
    expect(exit, `${stderr}\n${stdout}`).toBe(0);
    expect(narrated(stderr).map(({mark, name}) => `${mark} ${name}`)).toEqual(STEPS.map(step => `✔ ${step}`));
    expect(stdout).toMatch(/no acknowledged record is lost/i);
    expect(stdout).not.toMatch(/FAIL|unknown/);
    expect(processesIn(cwd)).toEqual([]);
  });

  it('leaves the evidence as one JSON document and one page', () => {
    const folder = path.join(cwd, '.weir', 'report');
    expect(readdirSync(folder).sort()).toEqual(['quickstart.html', 'quickstart.json']);
    const evidence: {verdicts: {status: string}[]} = JSON.parse(readFileSync(path.join(folder, 'quickstart.json'), 'utf8'));
    expect(evidence.verdicts.length).toBeGreaterThan(20);
    expect(new Set(evidence.verdicts.map(({status}) => status))).toEqual(new Set(['pass']));
    const page = readFileSync(path.join(folder, 'quickstart.html'), 'utf8');
    expect(page).toMatch(/^<!doctype html>/i);
    expect(page).not.toMatch(/(?:src|href)="https?:/);
    expect(existsSync(path.join(cwd, 'state'))).toBe(true);
  });
});

/** Waits until an engine that applies works in the folder; gives the command lines of all processes there. */
async function whenEngineRuns(folder: string, timeoutMs = 20_000): Promise<string[]> {
  const deadlineMs = performance.now() + timeoutMs;
  while (performance.now() < deadlineMs) {
    const found = processesIn(folder);
    if (found.some(line => / apply /.test(line))) return found;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  return [];
}
