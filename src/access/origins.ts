import {type AclBinding, bindingsOf, type Model} from '../specs/model.ts';
import {bindingKey, type Reason} from './derive.ts';
import {type AclStatement, aclStatements} from './statements.ts';

/** Where a binding comes from: a document, and for a derived one the intent. */
export interface Origin {
  kind: 'Acl' | 'Application';
  name: string;
  file: string;
  line: number;
  column: number;
  /** Present where an intent needs it. */
  archetype?: string;
  because?: string;
  source?: string;
}

/** Everything in the documents that states or needs exactly this binding; empty for one that is on the cluster alone. */
export function originsOf(model: Model, binding: AclBinding): Origin[] {
  const index = indexOf.get(model) ?? indexed(model);
  indexOf.set(model, index);
  return (index.get(bindingKey(binding)) ?? []).flatMap(({statement, operation}) => originsIn(statement, operation));
}

interface Place {
  statement: AclStatement;
  /** Index into the operations of the statement. */
  operation: number;
}

/** Asked for once a right by some commands. */
const indexOf = new WeakMap<Model, ReadonlyMap<string, Place[]>>();

function indexed(model: Model): ReadonlyMap<string, Place[]> {
  const places = aclStatements(model).flatMap(statement =>
    bindingsOf(statement.spec).map((binding, operation) => ({key: bindingKey(binding), statement, operation})),
  );
  return Map.groupBy(places, ({key}) => key);
}

/** Where the operation at `index` of a statement comes from. */
export function originsIn({resource, pointers, reasons}: AclStatement, index: number): Origin[] {
  const own = reasons[index] ?? [];
  if (own.length > 0) return own.map(originOf);
  const {file, line, column} = resource.locate(pointers[index] ?? '');
  return [{kind: resource.kind, name: resource.name, file, line, column}];
}

export function originOf({application, at, archetype, because, source}: Reason): Origin {
  const {file, line, column} = application.locate(at);
  return {kind: 'Application', name: application.name, file, line, column, archetype, because, source};
}
