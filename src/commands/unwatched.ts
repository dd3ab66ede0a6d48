import {setTimeout as sleep} from 'node:timers/promises';
import {unfinished} from '../findings/error.ts';
import {shortened} from '../findings/finding.ts';
import {forgetApply, sweepRuns, type UnwatchedApply, unwatchedApplies} from '../terraform/unwatched-applies.ts';
import type {CommandContext} from './command.ts';

/** An engine that nobody watches is waited for this long: it finishes what it began. */
const WAIT_MS = 120_000;
const LOOK_MS = 200;

/**
 * Says what became of applies whose `weir` was killed. Their engines go on by themselves and write their states, so one
 * that is still at work is waited for; what all of them did is in the states then. Throws (exit 3) where one does not end.
 */
export async function settleUnwatched(context: CommandContext, cluster: string): Promise<void> {
  let open = unwatchedApplies(context.cwd, cluster);
  if (open.some(({isRunning}) => isRunning)) {
    await context.progress.run('wait for the engine of a run that was killed', async note => {
      const untilMs = performance.now() + WAIT_MS;
      while (open.some(({isRunning}) => isRunning) && performance.now() < untilMs) {
        note(open.map(({stack, done}) => `${stack}: ${done.length} done`).join(', '));
        await sleep(LOOK_MS, undefined, {signal: context.signal});
        open = unwatchedApplies(context.cwd, cluster);
      }
    });
  }
  const running = open.find(({isRunning}) => isRunning);
  if (running !== undefined) {
    throw unfinished(
      'terraform/still-applying',
      `the engine of a run that was killed (process ${running.engine}) is still applying ${running.stack}`,
      {
        hint: 'wait until it ends and try again; if it hangs, end it with kill -INT and that id, upon which it writes its state',
        retriable: true,
      },
    );
  }
  sweepRuns(context.cwd);
  for (const one of open) {
    context.say(wordsOf(one));
    forgetApply(one);
  }
}

function wordsOf({stack, isWhole, done, errors}: UnwatchedApply): string {
  const changes = `${done.length} ${done.length === 1 ? 'change' : 'changes'}`;
  const head = `an earlier run was killed while it applied ${stack}`;
  if (isWhole) return `${head}; its engine went on and applied all of it (${changes})`;
  if (errors.length > 0) return `${head}; its engine went on, did ${changes} and failed: ${shortened(errors.join('; '))}`;
  return `${head}, and its engine was killed, too, after ${changes}; what else it did on the cluster, the plan names`;
}
