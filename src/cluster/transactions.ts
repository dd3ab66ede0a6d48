import {findCoordinatorV4, initProducerIdV4} from '@platformatic/kafka';
import type {Admin} from './admin.ts';
import {untilCoordinated} from './coordinator.ts';

const TRANSACTION = 1;
/** The broker aborts a transaction that was begun and not ended for longer; none is begun here. */
const TRANSACTION_TIMEOUT_MS = 10_000;

/** Node id of a transactional id's coordinator. Needs DESCRIBE on the transactional id. */
export async function findTransactionCoordinator(admin: Admin, transactionalId: string): Promise<number> {
  return await untilCoordinated(async () => {
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
  return await untilCoordinated(async () => {
    const wire = await admin.broker(await coordinatorOf());
    const {producerId} = await wire.request(initProducerIdV4.api, transactionalId, TRANSACTION_TIMEOUT_MS);
    return {producerId};
  });
}
