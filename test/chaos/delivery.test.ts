import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {checkDelivery, type LogEntry, type SendOperation} from '../../src/chaos/checkers/delivery.ts';

/** A faithful run: some sends are acknowledged, some unknown (stored or not), some refused; the log is in the order sent. */
const faithfulRun = fc.array(fc.constantFrom('ok', 'unknown-stored', 'unknown-lost', 'fail'), {minLength: 1, maxLength: 60}).map(fates => {
  const history: SendOperation[] = [];
  const log: LogEntry[] = [];
  // Transaction markers and other producers leave gaps, so offsets need not be dense.
  let offset = 7n;
  for (const [index, fate] of fates.entries()) {
    const id = `run/${index}`;
    const stored = fate === 'ok' || fate === 'unknown-stored';
    if (stored) log.push({id, offset});
    const status = fate === 'ok' ? 'ok' : fate === 'fail' ? 'fail' : 'unknown';
    history.push({id, index, status, ...(status === 'ok' ? {offset} : {})});
    if (stored) offset += index % 5 === 0 ? 2n : 1n;
  }
  return {history, log};
});

const runWithAck = faithfulRun.filter(({history}) => history.some(one => one.status === 'ok'));

function check(history: SendOperation[], entries: LogEntry[], startOffset = 0n) {
  return checkDelivery(history, {startOffset, entries});
}

describe('the delivery checker', () => {
  it('finds nothing wrong with a faithful run', () => {
    fc.assert(
      fc.property(faithfulRun, ({history, log}) => {
        const found = check(history, log);
        expect([found.lost, found.duplicated, found.phantom, found.foreign, found.misplaced, found.reordered]).toEqual([
          [],
          [],
          [],
          [],
          [],
          [],
        ]);
        expect(found.acknowledged + found.indeterminate + history.filter(one => one.status === 'fail').length).toBe(history.length);
      }),
    );
  });

  it('sees every acknowledged record that is taken out of the log', () => {
    fc.assert(
      fc.property(runWithAck, fc.nat(), ({history, log}, pick) => {
        const acknowledged = history.filter(one => one.status === 'ok');
        const victim = acknowledged[pick % acknowledged.length];
        const found = check(
          history,
          log.filter(one => one.id !== victim?.id),
        );
        expect(found.lost.map(one => one.id)).toEqual([victim?.id]);
      }),
    );
  });

  it('sees a record of the log that is taken out of the history', () => {
    fc.assert(
      fc.property(
        faithfulRun.filter(({log}) => log.length > 0),
        fc.nat(),
        ({history, log}, pick) => {
          const victim = log[pick % log.length]?.id;
          const found = check(
            history.filter(one => one.id !== victim),
            log,
          );
          expect(found.phantom.map(one => one.id)).toEqual([victim]);
        },
      ),
    );
  });

  it('sees every record that is stored twice, wherever the copy stands', () => {
    fc.assert(
      fc.property(
        faithfulRun.filter(({log}) => log.length > 0),
        fc.nat(),
        ({history, log}, pick) => {
          const victim = log[pick % log.length];
          const copy = {id: victim?.id, offset: (log.at(-1)?.offset ?? 0n) + 1n};
          const found = check(history, [...log, copy]);
          expect(found.duplicated).toEqual([{id: victim?.id, offsets: [String(victim?.offset), String(copy.offset)]}]);
          expect(found.reordered).toEqual([]);
        },
      ),
    );
  });

  it('sees a refused record that is in the log all the same', () => {
    const history: SendOperation[] = [{id: 'a', index: 0, status: 'fail'}];
    expect(check(history, [{id: 'a', offset: 0n}]).phantom).toEqual([{id: 'a', offset: '0'}]);
  });

  it('sees two neighbours that changed places', () => {
    fc.assert(
      fc.property(
        faithfulRun.filter(({log}) => log.length > 1),
        fc.nat(),
        ({history, log}, pick) => {
          const at = pick % (log.length - 1);
          const swapped = log.map((one, index) => ({...one, id: log[index === at ? at + 1 : index === at + 1 ? at : index]?.id}));
          expect(check(history, swapped).reordered).toEqual([{id: log[at + 1]?.id, before: log[at]?.id}]);
        },
      ),
    );
  });

  it('sees an acknowledged record at another offset than was acknowledged', () => {
    const history: SendOperation[] = [{id: 'a', index: 0, status: 'ok', offset: 3n}];
    expect(check(history, [{id: 'a', offset: 4n}]).misplaced).toEqual([{id: 'a', acknowledged: '3', found: '4'}]);
  });

  it('sees a record that is nobody’s or was changed', () => {
    expect(check([], [{id: undefined, offset: 9n}]).foreign).toEqual(['9']);
  });

  it('does not call lost what the log has expired', () => {
    const history: SendOperation[] = [{id: 'a', index: 0, status: 'ok', offset: 3n}];
    const found = check(history, [], 4n);
    expect([found.lost, found.expired]).toEqual([[], 1]);
  });

  it('takes an unknown send for neither: stored or not, nothing is wrong', () => {
    const history: SendOperation[] = [
      {id: 'a', index: 0, status: 'unknown'},
      {id: 'b', index: 1, status: 'unknown'},
    ];
    const found = check(history, [{id: 'b', offset: 0n}]);
    expect([found.lost, found.phantom, found.indeterminate, found.indeterminateWritten]).toEqual([[], [], 2, 1]);
  });
});
