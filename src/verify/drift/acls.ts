import {aclStatements} from '../../access/statements.ts';
import {describeBinding} from '../../cluster/acl-codes.ts';
import type {LiveAcls} from '../../cluster/acls.ts';
import {type Finding, finding} from '../../findings/finding.ts';
import {bindingsOf} from '../../specs/model.ts';
import {attributesOfBinding, nameOfAttributes} from '../../terraform/provider-attributes.ts';
import {aclAddress} from '../../terraform/resource-ids.ts';
import {CANARY_PREFIX} from '../canary-prefix.ts';
import type {Comparison} from '../drift.ts';
import {missingDrift, unmanagedDrift} from './cause.ts';

/**
 * Binding by binding. A live binding that nobody declared is a difference and no mere note: it opens or closes access
 * beside the documents. Those of the administrator and the super users, and canaries' own, are left out.
 */
export function compareAcls({model, cluster, live, options, holdings, isIgnored}: Comparison<LiveAcls>): Finding[] {
  const findings: Finding[] = [];
  const liveByText = new Map(live.bindings.map(binding => [describeBinding(binding), binding]));
  const declaredTexts = new Set<string>();
  for (const {resource, spec, pointers} of aclStatements(model)) {
    bindingsOf(spec).forEach((binding, index) => {
      const text = describeBinding(binding);
      declaredTexts.add(text);
      if (liveByText.has(text)) return;
      const {words, evidence} = missingDrift(text, holdings.of(aclAddress(binding)));
      findings.push(
        finding({
          rule: 'drift/acl-missing',
          level: 'warning',
          message: `the ACL "${text}" is not on the cluster; ${words}`,
          resource: {kind: resource.kind, name: resource.name},
          clusters: [cluster.name],
          location: resource.locate(pointers[index] ?? ''),
          evidence,
          // An intent is the place of several bindings, an operation of an Acl that of one.
          ...(resource.kind === 'Application' ? {discriminator: text} : {}),
        }),
      );
    });
  }
  const liveOnly = [...liveByText]
    .filter(([text, binding]) => {
      const {principal, resourceName} = binding;
      if (declaredTexts.has(text) || resourceName.startsWith(CANARY_PREFIX) || options.unmanagedPrincipals.includes(principal))
        return false;
      if (holdings.all.has(aclAddress(binding))) return false;
      return !isIgnored('Acl', [text, nameOfAttributes('Acl', attributesOfBinding(binding))]);
    })
    .map(([text]) => text);
  for (const text of [...liveOnly, ...live.unstatable.filter(one => !isIgnored('Acl', [one]))]) {
    const {words, evidence} = unmanagedDrift(text);
    findings.push(
      finding({
        rule: 'drift/acl-unmanaged',
        level: 'warning',
        message: `the ACL "${text}" is on the cluster and in no document: ${words}`,
        resource: {kind: 'Cluster', name: cluster.name},
        clusters: [cluster.name],
        location: cluster.locate('/metadata/name'),
        evidence,
        discriminator: text,
      }),
    );
  }
  return findings;
}
