import {AJV, type Answer, type Broken, CONFTEST, requireAnswer, SPECTRAL, WEIR} from './check-answers.ts';
import type {Contender} from './measure.ts';
import {builtCli, inRepository, peerScript} from './prerequisites.ts';

/** Names of contenders: `--only` takes them, and ratios and aims are between them. */
export const NAMES = ['weir', 'weir, all rules', 'ajv-cli', 'Spectral', 'conftest', 'floor: read', 'floor: read and parse'] as const;
export type Name = (typeof NAMES)[number];

/** From this many files on, Spectral runs once and without a warm-up; beyond it, not at all: it takes minutes. */
const MANY_FILES = 5_000;
/** The same for a quick run. */
const MANY_FILES_QUICK = 1_000;

export interface Field {
  cwd: string;
  files: number;
  broken: Broken;
  quick: boolean;
  /** Path of the program; undefined where it cannot be built. */
  conftest: string | undefined;
}

/** Every contender that takes part at this number of files, each in its default format, as a person sees it. */
export function contendersAt(field: Field): Contender[] {
  const {cwd, files, broken} = field;
  const judged = (answer: Answer) => ({cwd, verify: (run: Parameters<Contender['verify']>[0]) => requireAnswer(answer, run, broken)});
  return [
    {name: 'weir', ours: true, args: [builtCli(), 'check', '--policies', inRepository('bench/policies')], ...judged(WEIR)},
    // Without a folder of policies the recommended pack holds.
    {name: 'weir, all rules', ours: true, args: [builtCli(), 'check'], ...judged(WEIR)},
    {
      name: 'ajv-cli',
      args: [
        ...[peerScript('ajv-cli/dist/index.js'), 'validate', '--spec=draft7', '--data', '--all-errors', '--errors=line'],
        ...['-s', inRepository('bench/peers/ajv-cli/topic.schema.json'), '-d', 'topic-specs/*.yaml'],
      ],
      ...judged(AJV),
    },
    ...spectralAt(field, judged(SPECTRAL)),
    ...(field.conftest === undefined
      ? []
      : [
          {
            name: 'conftest',
            program: field.conftest,
            args: ['test', '--no-color', '--policy', inRepository('bench/peers/conftest/policy'), 'topic-specs'],
            ...judged(CONFTEST),
          },
        ]),
    ...[floor('read', field), floor('parse', field)].filter(() => files > 1),
  ];
}

function spectralAt({files, quick}: Field, judged: Pick<Contender, 'cwd' | 'verify'>): Contender[] {
  const many = quick ? MANY_FILES_QUICK : MANY_FILES;
  if (files > many) return [];
  const args = [
    ...[peerScript('@stoplight/spectral-cli/dist/index.js'), 'lint', '--ignore-unknown-format'],
    ...['--ruleset', inRepository('bench/peers/spectral/ruleset.yaml'), 'topic-specs/*.yaml'],
  ];
  return [{name: 'Spectral', args, ...judged, ...(files === many ? {runs: 1, warmUp: false} : {})}];
}

function floor(mode: 'read' | 'parse', {cwd, files}: Field): Contender {
  return {
    name: mode === 'read' ? 'floor: read' : 'floor: read and parse',
    args: [inRepository('bench/floor.mjs'), mode, 'topic-specs'],
    cwd,
    verify: ({stdout, stderr}) => {
      if (stdout !== `${files} files\n`) throw new Error(`the floor saw something else than ${files} files: ${stdout}${stderr}`);
    },
  };
}
