/** What is stopped: a consumer, a processor, or both one after the other. */
export interface Stoppable {
  stop(): Promise<void>;
}

/**
 * Stops at SIGINT and SIGTERM: what is in hand is finished and committed, and the group is left. Opt-in, because the signals
 * are the whole program's. A second signal ends the process as if nobody listened. Returns what takes the listeners away.
 */
export function stopOnSignals(stoppable: Stoppable, signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM']): () => void {
  const remove = (): void => {
    for (const signal of signals) process.off(signal, stop);
  };
  const stop = (): void => {
    remove();
    void stoppable.stop();
  };
  for (const signal of signals) process.on(signal, stop);
  return remove;
}
