/**
 * One live view of stacks that are worked on side by side: how many are done, and what each does that is under way.
 * Gives the function that engines' runs report to; without a text a stack is done.
 */
export function stackProgress(note: (text: string) => void, total: number): (stack: string, text?: string) => void {
  const underWay = new Map<string, string>();
  let done = 0;
  return (stack, text) => {
    if (text === undefined) {
      underWay.delete(stack);
      done += 1;
    } else underWay.set(stack, text);
    const count = total > 1 ? [`${done} of ${total} done`] : [];
    note([...count, ...[...underWay].map(([name, does]) => `${name}: ${does}`)].join(' · '));
  };
}
