import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, it} from 'vitest';
import {loadSpecs} from '../../src/specs/load.ts';
import {synthesise} from '../../src/terraform/synth.ts';
import definition from '../../stacks/domain.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const GOLDEN = path.join(import.meta.dirname, 'golden');

/** Teams review what `weir synth` writes: a release changes none of it unless it means to, and never an id. */
it.each(readdirSync(GOLDEN))('%s is written as ever, byte by byte', name => {
  const folder = path.join(GOLDEN, name);
  const outdir = temporaryFolder();
  const {models} = loadSpecs({cwd: folder, directory: 'topic-specs'});
  const stacks = synthesise({models, definition, cwd: outdir, outdir: path.join(outdir, 'cdktf.out')});
  const expected = readdirSync(path.join(folder, 'expected'));
  expect(stacks.map(stack => `${stack.name}.tf.json`).sort()).toEqual(expected.sort());
  for (const {name: stack, directory} of stacks) {
    const written = readFileSync(path.join(directory, 'cdk.tf.json'), 'utf8');
    expect(written, stack).toBe(readFileSync(path.join(folder, 'expected', `${stack}.tf.json`), 'utf8'));
  }
});
