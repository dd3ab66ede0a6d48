import {App, type TerraformElement, TerraformResource, TerraformStack} from 'cdktf';
import type {AclBinding, Resource} from '../specs/model.ts';
import type {StackId} from './stack-id.ts';

/** What one stack holds: a cluster's resources of one domain, or of one shard of it. */
export interface StackContent extends Omit<StackId, 'cluster'> {
  cluster: Resource<'Cluster'>;
  topics: readonly Resource<'Topic'>[];
  /** Of Acl documents and Applications; equal ones are one. */
  bindings: readonly AclBinding[];
  quotas: readonly Resource<'Quota'>[];
  users: readonly Resource<'User'>[];
  /** Path of the local state file as seen from the synthesised stack's folder. */
  statePath: string;
}

/** A way to turn the resources of one cluster and domain into Terraform: one file in `stacks/`. */
export interface StackDefinition {
  title: string;
  build(stack: KafkaStack, content: StackContent): void;
}

export function stack(definition: StackDefinition): StackDefinition {
  return definition;
}

/** A Terraform stack whose ids are those it is given: CDKTF's own would drop characters and merge resources. */
export class KafkaStack extends TerraformStack {
  protected override allocateLogicalId(element: TerraformElement): string {
    const {id} = element.node;
    if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(id)) throw new Error(`${JSON.stringify(id)} is no Terraform identifier; make it with logicalId()`);
    return id;
  }

  /** Addresses of the resources that were added so far. */
  addresses(): Set<string> {
    const resources = this.node.findAll().filter(TerraformResource.isTerraformResource);
    return new Set(resources.map(one => `${one.terraformResourceType}.${one.friendlyUniqueId}`));
  }
}

/** An app that knows both engines' least version: write-only arguments need 1.11. */
export function newApp(outdir: string): App {
  return new App({outdir, context: {targetVersions: {terraform: '>=1.11.0', opentofu: '>=1.11.0'}}});
}
