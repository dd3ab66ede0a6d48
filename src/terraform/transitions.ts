import {rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {literal} from './literal.ts';

/**
 * What a plan does to a state and not to the cluster, in the engines' own blocks (OpenTofu 1.12, Terraform 1.11):
 * `import` takes in what is on the cluster, `forget` lets go of it, `rename` gives it another id.
 */
export type Transition =
  | {do: 'import'; address: string; id: string}
  | {do: 'forget'; address: string}
  | {do: 'rename'; from: string; to: string};

const FILE = 'transitions.tf.json';

/**
 * Writes the transitions of a stack's next plan beside its `cdk.tf.json`, or takes away those of an earlier plan. They
 * depend on the state, so they are no part of what is synthesised from the specs.
 */
export function writeTransitions(stackDirectory: string, transitions: readonly Transition[]): void {
  const file = path.join(stackDirectory, FILE);
  rmSync(file, {force: true});
  if (transitions.length === 0) return;
  const imports = transitions.flatMap(one => (one.do === 'import' ? [{to: one.address, id: literal(one.id)}] : []));
  const removed = transitions.flatMap(one => (one.do === 'forget' ? [{from: one.address, lifecycle: {destroy: false}}] : []));
  const moved = transitions.flatMap(one => (one.do === 'rename' ? [{from: one.from, to: one.to}] : []));
  const blocks = {
    ...(imports.length === 0 ? {} : {import: imports}),
    ...(removed.length === 0 ? {} : {removed}),
    ...(moved.length === 0 ? {} : {moved}),
  };
  writeFileSync(file, `${JSON.stringify(blocks, null, 2)}\n`);
}
