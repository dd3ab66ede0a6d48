/** How a run may harm and heal brokers. The sandbox has one; without one no broker is ever touched. */
export interface BrokerControl {
  /** Ends a broker as a crash does: SIGKILL, nothing flushed, nothing said. */
  kill(id: number): Promise<void>;
  /** Starts a broker and returns when it is registered again. Starting one that runs changes nothing. */
  start(id: number, signal?: AbortSignal): Promise<void>;
}
