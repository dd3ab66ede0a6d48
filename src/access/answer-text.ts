import {visible} from '../findings/visible.ts';
import type {AclBinding} from '../specs/model.ts';
import type {DecidedBy} from './authorize.ts';
import type {Origin} from './origins.ts';

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
