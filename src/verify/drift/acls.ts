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
  for (const declared of model.acls) {
    bindingsOf(declared.spec).forEach((binding, index) => {
      const text = describeBinding(binding);
      declaredTexts.add(text);
      if (liveByText.has(text)) return;
      findings.push(
        finding({
          rule: 'drift/acl-missing',
          level: 'warning',
          message: `the ACL "${text}" is not on the cluster`,
          resource: {kind: 'Acl', name: declared.name},
          clusters: [cluster.name],
          location: declared.locate(`/spec/operations/${index}`),
          evidence: {declared: text, live: null},
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
