import {aclStatements} from '../../access/statements.ts';
import {describeBinding} from '../../cluster/acl-codes.ts';
import type {LiveAcls} from '../../cluster/acls.ts';
import {type Finding, finding} from '../../findings/finding.ts';
import {bindingsOf} from '../../specs/model.ts';
import {CANARY_PREFIX} from '../canary-prefix.ts';
import type {Comparison} from '../drift.ts';

/**
 * Binding by binding. A live binding that nobody declared is a difference and no mere note: it opens or closes access
 * beside the documents. Those of the administrator and the super users, and canaries' own, are left out.
 */
export function compareAcls({model, cluster, live, options}: Comparison<LiveAcls>): Finding[] {
  const findings: Finding[] = [];
  const liveByText = new Map(live.bindings.map(binding => [describeBinding(binding), binding]));
  const declaredTexts = new Set<string>();
  for (const {resource, spec, pointers} of aclStatements(model)) {
    bindingsOf(spec).forEach((binding, index) => {
      const text = describeBinding(binding);
      declaredTexts.add(text);
      if (liveByText.has(text)) return;
      findings.push(
        finding({
          rule: 'drift/acl-missing',
          level: 'warning',
          message: `the ACL "${text}" is not on the cluster`,
          resource: {kind: resource.kind, name: resource.name},
          clusters: [cluster.name],
          location: resource.locate(pointers[index] ?? ''),
          evidence: {declared: text, live: null},
          // An intent is the place of several bindings, an operation of an Acl that of one.
          ...(resource.kind === 'Application' ? {discriminator: text} : {}),
        }),
      );
    });
  }
  const liveOnly = [...liveByText]
    .filter(([text, {principal, resourceName}]) => {
      if (declaredTexts.has(text) || resourceName.startsWith(CANARY_PREFIX)) return false;
      return !options.unmanagedPrincipals.includes(principal);
    })
    .map(([text]) => text);
  for (const text of [...liveOnly, ...live.unstatable]) {
    findings.push(
      finding({
        rule: 'drift/acl-unmanaged',
        level: 'warning',
        message: `the ACL "${text}" is on the cluster and in no document`,
        resource: {kind: 'Cluster', name: cluster.name},
        clusters: [cluster.name],
        location: cluster.locate('/metadata/name'),
        evidence: {declared: null, live: text},
        discriminator: text,
      }),
    );
  }
  return findings;
}
