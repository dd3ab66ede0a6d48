import {stackEntries} from '../extensions/units.ts';
import {usageError} from '../findings/error.ts';
import {suggestion} from '../findings/suggest.ts';
import type {StackDefinition} from '../terraform/stack.ts';

/** The stack definition of a name: ours, or a file of the team's `stacks/`. */
export async function loadStack(cwd: string, name: string): Promise<StackDefinition> {
  const entries = stackEntries(cwd);
  const entry = entries.find(({id}) => id === name);
  const names = entries.map(({id}) => id);
  if (entry === undefined)
    throw usageError('stack/unknown', `there is no stack ${name}${suggestion(name, names)}`, `stacks: ${names.join(', ')}`);
  const {default: exported} = await entry.load();
  if (isStack(exported)) return exported;
  throw usageError('extensions/no-stack', `${entry.file} is no stack`, 'make it with stack({…}) of kafka-weir/stack');
}

function isStack(value: unknown): value is StackDefinition {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'build') === 'function';
}
