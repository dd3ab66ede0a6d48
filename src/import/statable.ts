import {judgeSpec} from '../specs/judge-spec.ts';
import type {Fields} from '../specs/kinds/fields.ts';
import type {Issue} from '../specs/kinds/kind.ts';
import {checkMetadataText} from '../specs/normalise.ts';
import type {ImportedKind} from './draft.ts';

/**
 * Why no document can say this, in the words of the reader of documents itself; undefined where one can. `version` is that of
 * the brokers, by which settings of topics are judged.
 */
export function unstatable(kind: ImportedKind, name: string, spec: Fields, version?: string): string | undefined {
  const issues: Issue[] = [];
  if (name === '') return 'it has an empty name';
  checkMetadataText({name}, issues);
  issues.push(...judgeSpec(kind, {spec, written: () => undefined}, version).issues);
  return issues[0]?.message;
}
