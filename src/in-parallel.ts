/** Runs work over items with at most `limit` at once; results keep the items' order. After a failure nothing new begins. */
export async function inParallel<T, R>(items: readonly T[], limit: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const entries = items.entries();
  let failed = false;
  const worker = async () => {
    for (const [index, item] of entries) {
      if (failed) return;
      try {
        results[index] = await work(item);
      } catch (thrown) {
        failed = true;
        throw thrown;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({length: Math.min(limit, items.length)}, worker));
  const failure = ends.find(one => one.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
  return results;
}
