/**
 * A processor of a `weir eos` run, as a process of its own that can be killed: takes its order by standard input, says by
 * standard output what it does, and ends when nobody listens any more.
 */
import {messageOf} from '../../findings/error.ts';
import {runLibraryProcessor} from './library-processor.ts';
import {type ProcessorHooks, runPlainProcessor} from './plain-processor.ts';
import {codeOf, type WorkerEvent, WorkerInput, type WorkerOrder} from './worker-protocol.ts';

function say(event: WorkerEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

function halting(order: WorkerOrder, input: WorkerInput): ProcessorHooks['stage'] {
  let transactions = -1;
  let hasHalted = false;
  return async (stage, batch) => {
    if (stage === 'before-send') transactions++;
    if (hasHalted || order.halt === undefined || stage !== order.halt.stage || transactions < order.halt.transaction) return;
    hasHalted = true;
    say({event: 'halted', stage, ...batch});
    await input.next();
  };
}

const input = new WorkerInput(process.stdin, () => process.exit(0));
say({event: 'ready'});
try {
  const order = await input.order();
  const stage = halting(order, input);
  const run = order.kind === 'library' ? runLibraryProcessor : runPlainProcessor;
  await run(order, {stage, say});
} catch (thrown) {
  say({event: 'failed', code: codeOf(thrown), message: messageOf(thrown)});
  process.exit(1);
}
