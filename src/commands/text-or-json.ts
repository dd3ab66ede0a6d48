import {usageError} from '../findings/error.ts';

/** The format of a command whose result is text for people or JSON for programs. Any other is wrong use. */
export function textOrJson(format: string | undefined): 'pretty' | 'json' {
  if (format === undefined || format === 'pretty') return 'pretty';
  if (format === 'json') return 'json';
  throw usageError('format/unknown', `this command has no format ${JSON.stringify(format)}`, 'formats: pretty, json');
}
