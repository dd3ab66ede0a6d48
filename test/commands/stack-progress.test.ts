import {expect, it} from 'vitest';
import {stackProgress} from '../../src/commands/stack-progress.ts';

it('shows how many stacks are done, and what each does that is under way', () => {
  const shown: string[] = [];
  const on = stackProgress(text => void shown.push(text), 3);
  on('c.orders', 'init');
  on('c.payments', 'init');
  on('c.orders', 'Refreshing state');
  on('c.payments');
  on('c.orders');
  expect(shown).toEqual([
    '0 of 3 done · c.orders: init',
    '0 of 3 done · c.orders: init · c.payments: init',
    '0 of 3 done · c.orders: Refreshing state · c.payments: init',
    '1 of 3 done · c.orders: Refreshing state',
    '2 of 3 done',
  ]);
});

it('a single stack needs no count', () => {
  const shown: string[] = [];
  const on = stackProgress(text => void shown.push(text), 1);
  on('c.orders', 'init');
  on('c.orders');
  expect(shown).toEqual(['c.orders: init', '']);
});
