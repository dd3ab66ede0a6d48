import {signalBroker, startBroker} from '../sandbox/sandbox.ts';
import type {BrokerControl} from '../verify/broker-control.ts';

/** The sandbox's brokers are processes of this machine. */
export function sandboxBrokers(root: string): BrokerControl {
  return {
    kill: id => signalBroker({root, id, signal: 'SIGKILL'}),
    start: (id, signal) => startBroker({root, id, ...(signal === undefined ? {} : {signal})}),
  };
}
