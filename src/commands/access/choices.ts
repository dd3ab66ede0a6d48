import {usageError} from '../../findings/error.ts';
import {suggestion} from '../../findings/suggest.ts';
import {visible} from '../../findings/visible.ts';

/** The format that was asked for, the first unless one was. Any other is wrong use. */
export function formatFrom<const Format extends string>(formats: readonly [Format, ...Format[]], asked: string | undefined): Format {
  if (asked === undefined) return formats[0];
  const format = formats.find(one => one === asked);
  if (format !== undefined) return format;
  throw usageError(
    'format/unknown',
    `this command has no format ${JSON.stringify(asked)}${suggestion(asked, formats)}`,
    `formats: ${formats.join(', ')}`,
  );
}

/** A misspelt domain must not look like one in which nothing happens. */
export function requireDomain(domain: string, known: readonly string[]): void {
  if (known.includes(domain)) return;
  throw usageError(
    'access/unknown-domain',
    `nothing here is of the domain ${visible(domain)}${suggestion(domain, known)}`,
    known.length === 0 ? 'weir check shows what was read' : `domains: ${known.join(', ')}`,
  );
}
