import {usageError, type WeirError} from '../../findings/error.ts';

/** Settings that cannot be had: wrong use (exit 2), every problem on a line of its own. */
export function refusedSettings(section: 'producer' | 'consumer', problems: readonly string[]): WeirError {
  return usageError(
    'client/setting',
    `settings of the ${section} cannot be had:\n${problems.map(one => `  ${one}`).join('\n')}`,
    'nothing was sent or read; docs/producing.md lists what the library provides',
  );
}
