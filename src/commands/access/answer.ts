import type {DecidedBy} from '../../access/authorize.ts';
import {bindingKey, type Reason} from '../../access/derive.ts';
import {type AclStatement, aclStatements} from '../../access/statements.ts';
import {visible} from '../../findings/visible.ts';
import {type AclBinding, bindingsOf, type Model} from '../../specs/model.ts';

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

/** Everything in the documents that states or needs exactly this binding. */
export function originsOf(model: Model, binding: AclBinding): Origin[] {
  const key = bindingKey(binding);
  return aclStatements(model).flatMap(statement =>
    bindingsOf(statement.spec).flatMap((one, index) => (bindingKey(one) === key ? originsIn(statement, index) : [])),
  );
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

/** `allow read on topics that start with orders. for User:audit from 10.0.0.1`. */
export function bindingText({permission, operation, principal, host, resourceType, resourceName, pattern}: AclBinding): string {
  return visible(
    `${permission} ${operation} on ${resourceText({type: resourceType, name: resourceName, pattern})} for ${principal} from ${host === '*' ? 'any address' : host}`,
  );
}

export function resourceText({type, name, pattern}: {type: string; name: string; pattern?: 'literal' | 'prefixed'}): string {
  const words = type.replaceAll('-', ' ');
  if (type === 'cluster') return 'the cluster';
  if (pattern === 'prefixed') return `${words}s that start with ${name}`;
  return name === '*' && pattern !== undefined ? `every ${words}` : `${words} ${name}`;
}

export function originText({kind, name, file, line, column, because}: Origin): string {
  return `${file}:${line}:${column} ${kind} ${visible(name)}${because === undefined ? '' : `, ${because}`}`;
}

/** What decided, in words: `an ACL`, or what holds where none does. */
export function decisionText(decidedBy: DecidedBy): string {
  if ('acl' in decidedBy) return bindingText(decidedBy.acl);
  if ('superUser' in decidedBy) return `${visible(decidedBy.superUser)} is a super user of the brokers: no ACL is looked at`;
  return decidedBy.default === 'allow' ? 'no ACL is about this resource, and the brokers then allow everybody' : 'no ACL allows it';
}
