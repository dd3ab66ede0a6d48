import {isDeepStrictEqual} from 'node:util';
import {type ExitCode, WeirError} from '../findings/error.ts';
import type {PlannedChange} from '../terraform/plan-change.ts';
import {type ApplyRequest, applyReady} from './apply-ready.ts';
import type {Planned} from './planning.ts';

/**
 * Applies a plan that was made now, and, where the provider's client lost its connection on the way, once more what is left
 * of it. Nothing is applied that was not shown: what a second plan holds beyond the first ends the command with the first
 * failure. The provider gives up at once where a client of Kafka would connect again (Mongey/kafka v0.13.1, by Sarama's
 * "broker not connected"), which a busy broker is enough for.
 */
export async function withRest<T>(
  planned: Planned,
  {planAgain, apply, say}: {planAgain(): Promise<Planned>; apply(planned: Planned): Promise<T>; say(line: string): void},
): Promise<T> {
  try {
    return await apply(planned);
  } catch (error) {
    if (!isLostConnection(error)) throw error;
    say(`${error.message}\nwhat is left is planned and applied once more`);
    const rest = await planAgain();
    if (!isPartOf(rest.changes, planned.changes)) throw error;
    return await apply(rest);
  }
}

/** As {@link withRest}, for the command that shows and asks: once is enough for both. */
export async function applyWithRest(request: ApplyRequest, planAgain: () => Promise<Planned>): Promise<ExitCode> {
  const planned = await planAgain();
  // A report for programs is one document, and that of a failure is written.
  if (request.format !== 'pretty') return await applyReady(request, {planned});
  const apply = (value: Planned) => applyReady(value === planned ? request : {...request, confirmed: true}, {planned: value});
  return await withRest(planned, {planAgain, apply, say: line => request.context.say(line)});
}

function isLostConnection(error: unknown): error is WeirError {
  return error instanceof WeirError && error.code === 'terraform/broker-connection';
}

/** True where every change is one of those that were shown: of the same resource, in the same way, to the same values. */
export function isPartOf(rest: readonly PlannedChange[], shown: readonly PlannedChange[]): boolean {
  const known = new Map(shown.map(change => [`${change.stack} ${change.address} ${change.action}`, change]));
  return rest.every(change => {
    const one = known.get(`${change.stack} ${change.address} ${change.action}`);
    return one !== undefined && isDeepStrictEqual(one.after, change.after);
  });
}
