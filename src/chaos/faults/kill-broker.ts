import type {BrokerControl} from '../../verify/broker-control.ts';
import type {Fault} from './fault.ts';

/**
 * A broker's process ends by SIGKILL and is started again. Memory is lost and the operating system's page cache is not, so
 * this says nothing about records that were acknowledged and not yet flushed when the power fails.
 */
export function killBroker(brokers: BrokerControl, brokerId: number): Fault {
  return {
    journal: {kind: 'kill-broker', brokerId},
    label: `broker ${brokerId} killed (SIGKILL)`,
    inject: () => brokers.kill(brokerId),
    heal: signal => brokers.start(brokerId, signal),
  };
}
