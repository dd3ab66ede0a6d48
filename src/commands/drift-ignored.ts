import {usageError} from '../findings/error.ts';
import {suggestion} from '../findings/suggest.ts';
import {readGlob} from '../policy/glob.ts';
import type {DriftOptions} from '../verify/drift.ts';

const KINDS = ['Topic', 'Acl', 'Quota', 'User'] as const;

/** Reads `--ignore KIND/NAME`, where `*` stands for any characters. Anything else is wrong use. */
export function readIgnored(texts: readonly string[]): NonNullable<DriftOptions['isIgnored']> {
  const patterns = texts.map(text => {
    const [written = '', ...rest] = text.split('/');
    const kind = KINDS.find(one => one.toLowerCase() === written.toLowerCase());
    if (kind === undefined) {
      throw usageError(
        'drift/ignore-kind',
        `--ignore ${text}: there is no kind ${JSON.stringify(written)}${suggestion(written, KINDS)}`,
        `write KIND/NAME, like 'Topic/legacy.*'; kinds: ${KINDS.join(', ')}`,
      );
    }
    const glob = rest.length === 0 ? undefined : readGlob(rest.join('/'));
    if (glob === undefined) {
      throw usageError(
        'drift/ignore-name',
        `--ignore ${text}: ${rest.length === 0 ? 'there is no name' : 'it ends in a lone backslash'}`,
        "write KIND/NAME, like 'Topic/legacy.*'; * stands for any characters, and a backslash takes the one after it as it is",
      );
    }
    return {kind, glob};
  });
  return (kind, names) => patterns.some(one => one.kind === kind && names.some(name => one.glob.matches(name)));
}
