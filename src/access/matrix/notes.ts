import type {AccessMatrix} from './matrix.ts';

/** What holds beside the tables. */
export function notesOf({superUsers, openWithoutAcl, tables}: AccessMatrix): string[] {
  return [
    ...(tables.length === 0 ? ['no ACL allows or denies anything here'] : []),
    ...(superUsers.length === 0 ? [] : [`super users, who may do everything: ${superUsers.join(', ')}`]),
    ...(openWithoutAcl ? ['what no ACL is about is open to everybody (allow.everyone.if.no.acl.found)'] : []),
  ];
}
