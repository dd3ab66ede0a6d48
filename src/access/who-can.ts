import {hostAddress, isHostAddress} from '../specs/host-address.ts';
import type {AclBinding, AclOperation} from '../specs/model.ts';
import {AclIndex} from './acl-index.ts';
import {type AccessRequest, type AuthorizerSettings, authorize, type DecidedBy, type Decision, EVERYBODY} from './authorize.ts';

export interface WhoCanQuestion {
  operation: AclOperation;
  resource: AccessRequest['resource'];
  /** The client's IP address; undefined asks about all of them. */
  host?: string;
}

export interface WhoCanOptions {
  /** Those to tell of besides the ones that ACLs and `superUsers` name: the declared users. */
  principals?: Iterable<string>;
  settings?: AuthorizerSettings;
}

export interface Access {
  principal: string;
  /** This entry is about every principal that no ACL on the resource names and that is no super user; `principal` is `User:*`. */
  everybody?: true;
  /** What allows it, from the first of `hosts` where that is a list; a super user's says so. */
  decidedBy: DecidedBy;
  /** Where it holds: from any host but those of `deniedFrom`, or from these alone, as the broker writes them. */
  hosts: '*' | string[];
  deniedFrom?: string[];
}

/**
 * Who may do an operation on a resource, sorted by principal: of the given principals, the super users and those whom
 * ACLs about the resource name, whoever may from any host; and, as `User:*`, everybody else where they may.
 * Give an {@link AclIndex} to ask many questions about the same ACLs.
 */
export function whoCan(
  acls: Iterable<AclBinding> | AclIndex,
  {operation, resource, host}: WhoCanQuestion,
  {principals = [], settings = {}}: WhoCanOptions = {},
): Access[] {
  const index = acls instanceof AclIndex ? acls : new AclIndex(acls);
  const byPrincipal = Map.groupBy(index.about(resource), acl => acl.principal);
  const forEverybody = byPrincipal.get(EVERYBODY) ?? [];
  const named = new Set([EVERYBODY, ...principals, ...(settings.superUsers ?? []), ...byPrincipal.keys()]);
  const elsewhere: AccessRequest = {principal: EVERYBODY, operation, resource};
  const accesses: Access[] = [];
  for (const principal of [...named].sort()) {
    const own = principal === EVERYBODY ? [] : (byPrincipal.get(principal) ?? []);
    // All ACLs about the resource count for the default, also those of others: one of them is as good as all.
    const relevant = [...own, ...forEverybody];
    const isOnResource = byPrincipal.size > 0;
    const decide = (from?: string): Decision =>
      authorize(
        relevant,
        {...elsewhere, principal, ...(from === undefined ? {} : {host: from})},
        settingsFor(principal, settings, isOnResource),
      );
    const found = host === undefined ? fromAnyHost(decide, relevant) : fromHost(decide, host);
    if (found !== undefined) accesses.push({principal, ...(principal === EVERYBODY ? {everybody: true as const} : {}), ...found});
  }
  return accesses;
}

/** `User:*` among the super users makes only a user of that name one, so it says nothing of everybody. */
function settingsFor(
  principal: string,
  {superUsers = [], allowIfNoAcl = false}: AuthorizerSettings,
  isOnResource: boolean,
): AuthorizerSettings {
  return {superUsers: principal === EVERYBODY ? [] : superUsers, allowIfNoAcl: allowIfNoAcl && !isOnResource};
}

type Found = Pick<Access, 'decidedBy' | 'hosts' | 'deniedFrom'>;

function fromHost(decide: (host?: string) => Decision, host: string): Found | undefined {
  const {allowed, decidedBy} = decide(host);
  return allowed ? {decidedBy, hosts: [hostAddress(host)]} : undefined;
}

/** An ACL's host that no broker writes so, a host name or `::1`, is one that nobody comes from. */
function fromAnyHost(decide: (host?: string) => Decision, acls: readonly AclBinding[]): Found | undefined {
  const hosts = [...new Set(acls.map(acl => acl.host))].filter(isHostAddress).sort();
  const {allowed, decidedBy} = decide();
  if (allowed) {
    const deniedFrom = hosts.filter(host => !decide(host).allowed);
    return {decidedBy, hosts: '*', ...(deniedFrom.length === 0 ? {} : {deniedFrom})};
  }
  const allowedFrom = hosts.filter(host => decide(host).allowed);
  const [first] = allowedFrom;
  return first === undefined ? undefined : {decidedBy: decide(first).decidedBy, hosts: allowedFrom};
}
