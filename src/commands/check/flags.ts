import {usageError} from '../../findings/error.ts';

/** The flags of `check` that can contradict each other. */
export interface CheckFlags {
  cluster?: string | undefined;
  format?: string | undefined;
  /** False under `--no-waivers`. */
  waivers: boolean;
  /** False under `--no-baseline`. */
  baseline?: string | boolean | undefined;
  updateBaseline?: true | undefined;
  allowNew?: true | undefined;
  fix?: true | undefined;
  dryRun?: true | undefined;
  report?: readonly string[] | undefined;
  changedSince?: string | undefined;
  watch?: true | undefined;
}

/** Throws a usage error for flags that make no sense together, before anything is read. */
export function refuseContradictions(paths: readonly string[], flags: CheckFlags): void {
  const first = contradictions(paths, flags).find(({holds}) => holds);
  if (first !== undefined) throw usageError('check/contradiction', first.message, first.hint);
}

function contradictions(paths: readonly string[], flags: CheckFlags): {holds: boolean; message: string; hint: string}[] {
  const {updateBaseline: updates = false, fix = false, dryRun: isDry = false} = flags;
  const whole = 'it is rewritten from a run over everything: leave that out';
  return [
    {
      holds: flags.allowNew === true && !updates,
      message: '--allow-new says what --update-baseline may do, and that is missing',
      hint: 'weir check --update-baseline --allow-new takes everything that is wrong today into the baseline',
    },
    {holds: updates && paths.length > 0, message: '--update-baseline takes no PATHS', hint: whole},
    {holds: updates && flags.cluster !== undefined, message: '--update-baseline takes no --cluster', hint: whole},
    {holds: updates && flags.changedSince !== undefined, message: '--update-baseline takes no --changed-since', hint: whole},
    {holds: updates && flags.baseline === false, message: '--update-baseline and --no-baseline exclude each other', hint: 'choose one'},
    {
      holds: updates && !flags.waivers,
      message: '--update-baseline and --no-waivers exclude each other',
      hint: 'what is waived does not belong in the baseline',
    },
    {
      holds: updates && fix,
      message: '--update-baseline and --fix exclude each other',
      hint: 'fix first, look at it, then update the baseline',
    },
    {
      holds: flags.watch === true && (fix || updates),
      message: `--watch and --${fix ? 'fix' : 'update-baseline'} exclude each other`,
      hint: 'a run that writes files is started by hand',
    },
    {holds: fix && !flags.waivers, message: '--fix and --no-waivers exclude each other', hint: 'what is waived is meant to stay as it is'},
    {holds: isDry && !fix, message: '--dry-run shows what --fix would do, and that is missing', hint: 'weir check --fix --dry-run'},
    {
      holds: isDry && (flags.format !== undefined || (flags.report ?? []).length > 0),
      message: '--dry-run prints a diff and no report',
      hint: 'leave out --format and --report',
    },
  ];
}
