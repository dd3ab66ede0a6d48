import {existsSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {withAdmin} from '../../src/cluster/admin.ts';
import {deleteTopics, readLayout} from '../../src/cluster/topics.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {weir} from '../fixtures/cli.ts';
import {crashFolder, declareTopics, engineAtWork, names, startWeir} from '../fixtures/interrupted-apply.ts';
import {testRoot} from '../fixtures/live-cluster.ts';
import {Postgres, postgresPrograms} from '../fixtures/postgres.ts';

const programs = postgresPrograms();
let cwd = '';
let postgres: Postgres;
const FIRST = [...names('pg-a', 2), ...names('pg-b', 2)];
const SECOND = names('pg-c', 12);
const THIRD = names('pg-d', 12);
const run = (args: string) => weir(args.split(' '), {cwd, env: postgres.env});

/** Names of the topics that the stored state of a stack holds. */
async function stored(domain: string): Promise<string[]> {
  const state: {resources: {instances: {attributes: {name: string}}[]}[]} = JSON.parse(
    await postgres.query(`select data from "weir.pgstate.${domain}".states`),
  );
  return state.resources.flatMap(({instances}) => instances.map(({attributes}) => attributes.name)).sort();
}

describe.skipIf(programs === undefined)('a state in PostgreSQL', {timeout: 180_000}, () => {
  beforeAll(async () => {
    postgres = await Postgres.start(programs ?? '');
    cwd = crashFolder('pgstate', '{type: pg, schema_name: weir}');
    declareTopics(cwd, 'a', names('pg-a', 2));
    declareTopics(cwd, 'b', names('pg-b', 2));
  });
  afterAll(async () => {
    await withAdmin(await sandboxConnection({root: testRoot()}), async admin => {
      const {topics} = await readLayout(admin, [...FIRST, ...SECOND, ...THIRD]);
      await deleteTopics(
        admin,
        topics.map(({name}) => name),
      );
    });
    await postgres.remove();
    rmSync(cwd, {recursive: true, force: true});
  });

  it('plan, apply, and nothing left to change; no file holds the password of the database', async () => {
    const plan = await run('plan --out plan');
    expect(plan.exit, plan.stderr).toBe(0);
    const applied = await run('apply --plan plan --yes');
    expect([applied.exit, applied.stdout], applied.stderr).toEqual([0, 'applied 4 changes to pgstate\n']);
    expect((await run('plan --fail-on-changes')).exit).toBe(0);
    expect([await stored('a'), await stored('b')]).toEqual([names('pg-a', 2), names('pg-b', 2)]);
    const files = ['plan', 'cdktf.out', '.weir/terraform', 'state'].flatMap(folder =>
      existsSync(path.join(cwd, folder))
        ? readdirSync(path.join(cwd, folder), {recursive: true, withFileTypes: true}).filter(entry => entry.isFile())
        : [],
    );
    expect(files.length).toBeGreaterThan(8);
    for (const {parentPath, name} of files) {
      const file = path.join(parentPath, name);
      if (!file.includes('providers')) expect(readFileSync(file).includes(postgres.password), file).toBe(false);
    }
  });

  it('of two applies that race for the lock one wins, and the other is told, is retriable and loses nothing', async () => {
    declareTopics(cwd, 'a', [...names('pg-a', 2), ...SECOND]);
    expect((await run('plan --out first')).exit).toBe(0);
    expect((await run('plan --out second')).exit).toBe(0);
    const winner = startWeir(['apply', '--plan', 'first', '--yes'], cwd, postgres.env);
    const engine = await engineAtWork(cwd, 'pgstate.a');
    // Held there for as long as the other one tries.
    process.kill(engine, 'SIGSTOP');
    const loser = await run('apply --plan second --yes');
    process.kill(engine, 'SIGCONT');
    expect([loser.exit, loser.stderr]).toEqual([
      3,
      expect.stringMatching(
        /apply of pgstate\.a failed: the state is locked by another run[\s\S]*nothing of 12 changes was applied[\s\S]*pg_locks/,
      ),
    ]);
    const won = await winner.ended;
    expect([won.exit, won.stdout], won.stderr).toEqual([0, 'applied 12 changes to pgstate\n']);
    const again = await run('apply --plan second --yes');
    expect([again.exit, again.stdout], again.stderr).toEqual([0, 'pgstate is as declared; nothing to apply\n']);
    expect(await stored('a')).toEqual([...names('pg-a', 2), ...SECOND].sort());
  });

  it('a database that goes away in the middle of an apply costs nothing: the next run takes over what the engine kept', async () => {
    declareTopics(cwd, 'b', [...names('pg-b', 2), ...THIRD]);
    const broken = startWeir(['apply', '--yes'], cwd, postgres.env);
    const engine = await engineAtWork(cwd, 'pgstate.b');
    process.kill(engine, 'SIGSTOP');
    await postgres.down();
    process.kill(engine, 'SIGCONT');
    const {exit, stderr} = await broken.ended;
    expect([exit, stderr]).toEqual([
      3,
      expect.stringMatching(/what it did could not be written[\s\S]*pgstate\.b: all of 12 changes was applied[\s\S]*errored\.tfstate/),
    ]);
    const unreachable = await run('plan');
    expect([unreachable.exit, unreachable.stderr]).toEqual([
      3,
      expect.stringMatching(/the state cannot be reached in its pg backend[\s\S]*PGHOST/),
    ]);
    await postgres.up();
    const next = await run('plan --fail-on-changes');
    expect([next.exit, next.stdout], next.stderr).toEqual([0, expect.stringContaining('No changes')]);
    expect(next.stderr).toContain(
      'pgstate.b: an earlier apply could not write its state, which lay in cdktf.out/stacks/pgstate.b/errored.tfstate',
    );
    expect(await stored('b')).toEqual([...names('pg-b', 2), ...THIRD].sort());
  });
});
