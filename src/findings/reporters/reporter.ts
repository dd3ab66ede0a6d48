import type {Report} from '../report.ts';

/** What a report says of a rule beside its findings. */
export interface RuleInfo {
  id: string;
  title: string;
  rationale: string;
  level: 'error' | 'warning' | 'note' | 'off';
  sources: readonly string[];
  /** When an exception is right. */
  waiveWhen?: string;
}

export interface RenderContext {
  /** ANSI colour; machine formats ignore it. */
  color: boolean;
  /** Text of a file that findings point into, by its path in locations; undefined where it cannot be had. */
  sourceOf(file: string): string | undefined;
  /** The rules by id, for formats that carry a catalogue. */
  rules?: ReadonlyMap<string, RuleInfo>;
}

/** A format: one file in this folder, named as `--format` names it. */
export interface Reporter {
  name: string;
  /** What it is for: one line. */
  summary: string;
  /** The whole output, ending with a line feed. */
  render(report: Report, context: RenderContext): string;
}

export function reporter(definition: Reporter): Reporter {
  return definition;
}
