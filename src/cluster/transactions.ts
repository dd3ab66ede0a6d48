import {findCoordinatorV4, initProducerIdV4} from '@platformatic/kafka';
import type {Admin} from './admin.ts';
import {describeFailure} from './failure.ts';

const TRANSACTION = 1;
/** The broker aborts a transaction that was begun and not ended for longer; none is begun here. */
const TRANSACTION_TIMEOUT_MS = 10_000;
/** What passes by itself: the transaction log is being made or loaded, or the coordinator moved. */
const PASSING = ['COORDINATOR_NOT_AVAILABLE', 'COORDINATOR_LOAD_IN_PROGRESS', 'NOT_COORDINATOR', 'CONCURRENT_TRANSACTIONS'];
const PASSING_MAX_MS = 15_000;

/** Node id of a transactional id's coordinator. Needs DESCRIBE on the transactional id. */
export async function findTransactionCoordinator(admin: Admin, transactionalId: string): Promise<number> {
  return await whilePassing(async () => {
    const {coordinators} = await admin.request(findCoordinatorV4.api, TRANSACTION, [transactionalId]);
    const found = coordinators[0];
    if (found === undefined) throw new Error(`no coordinator for transactional id ${transactionalId}`);
    return found.nodeId;
  });
}

/**
 * Asks a transactional id's coordinator for a producer id, as every transactional producer does first: needs WRITE on the
 * transactional id and nothing else (`TRANSACTIONAL_ID_AUTHORIZATION_FAILED`). Begins no transaction; the broker
 * forgets the id after transactional.id.expiration.ms.
 */
export async function initTransactionalProducer(
  admin: Admin,
  transactionalId: string,
  coordinatorOf: () => Promise<number>,
): Promise<{producerId: bigint}> {
  return await whilePassing(async () => {
    const wire = await admin.broker(await coordinatorOf());
    const {producerId} = await wire.request(initProducerIdV4.api, transactionalId, TRANSACTION_TIMEOUT_MS);
    return {producerId};
  });
}

async function whilePassing<T>(attempt: () => Promise<T>): Promise<T> {
  const deadlineMs = performance.now() + PASSING_MAX_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (thrown) {
      const passes = describeFailure(thrown).protocolErrors.some(one => PASSING.includes(one));
      if (!passes || performance.now() > deadlineMs) throw thrown;
    }
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}
