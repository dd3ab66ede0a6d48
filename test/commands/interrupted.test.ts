import {spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {type AddressInfo, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, it} from 'vitest';
import {NODE_FLAGS, WEIR} from '../fixtures/cli.ts';

it('smoke, interrupted, does not promise that the next run continues', async () => {
  const cwd = mkdtempSync(path.join(tmpdir(), 'weir-interrupted-'));
  let interrupt: () => void = () => undefined;
  // A broker that says nothing; the interruption comes while it is waited for.
  const silent = createServer(socket => {
    socket.on('error', () => undefined);
    interrupt();
    setTimeout(() => socket.destroy(), 500);
  });
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
  try {
    mkdirSync(path.join(cwd, 'topic-specs'));
    const {port} = silent.address() as AddressInfo;
    writeFileSync(path.join(cwd, 'topic-specs', 'cluster.yaml'), documents(port));
    const child = spawn(process.execPath, [...NODE_FLAGS, WEIR, 'smoke', 'encryption', '--cluster', 'silent'], {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    interrupt = () => child.kill('SIGINT');
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const exit = await new Promise<number | null>(resolve => child.on('close', resolve));
    expect({exit, stderr}).toEqual({exit: 130, stderr: 'weir smoke: interrupted\n'});
  } finally {
    silent.close();
    rmSync(cwd, {recursive: true});
  }
});

function documents(port: number): string {
  return `apiVersion: weir/v1
kind: Cluster
metadata: {name: silent}
spec:
  environment: test
  bootstrap: ["127.0.0.1:${port}"]
  security: {protocol: PLAINTEXT}
  verification: {mode: canary}
`;
}
