import {App, TerraformDataSource, type TerraformElement, TerraformResource, TerraformStack} from 'cdktf';
import type {Construct} from 'constructs';
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

/** Write-only arguments, by which passwords reach the provider, need these. */
const TARGET_VERSIONS = {terraform: '>=1.11.0', opentofu: '>=1.11.0'};

/**
 * A Terraform stack whose ids are those it is given: CDKTF's own would drop characters and merge resources. An id is a
 * Terraform identifier, and no two elements of a sort share one, wherever in the tree of constructs they stand: the
 * configuration would hold one of them, without a word.
 */
export class KafkaStack extends TerraformStack {
  readonly #paths = new Map<string, string>();

  constructor(scope: Construct, id: string) {
    super(scope, id);
    if (this.node.tryGetContext('targetVersions') === undefined) this.node.setContext('targetVersions', TARGET_VERSIONS);
  }

  protected override allocateLogicalId(element: TerraformElement): string {
    const {id, path} = element.node;
    if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(id)) throw new Error(`${JSON.stringify(id)} is no Terraform identifier; make it with logicalId()`);
    const key = `${sortOf(element)} ${id}`;
    const other = this.#paths.get(key) ?? path;
    if (other !== path) throw new Error(`${other} and ${path} would both be ${key}, and one of them would be lost; give one another id`);
    this.#paths.set(key, path);
    return id;
  }

  /**
   * CDKTF resolves every element once before it writes it, to discover what refers to other stacks and which functions and
   * features are used. A literal resource of the provider has nothing of that, and there are thousands of them.
   */
  override prepareStack(): void {
    const literals = this.node.findAll().filter(TerraformResource.isTerraformResource).filter(isLiteral);
    // A property of its own hides the method of its class for as long.
    for (const resource of literals) resource.toTerraform = () => ({});
    try {
      super.prepareStack();
    } finally {
      for (const resource of literals) Reflect.deleteProperty(resource, 'toTerraform');
    }
  }

  /** Addresses of the resources that were added so far. */
  addresses(): Set<string> {
    const resources = this.node.findAll().filter(TerraformResource.isTerraformResource);
    return new Set(resources.map(one => `${one.terraformResourceType}.${one.friendlyUniqueId}`));
  }
}

/** An app that knows both engines' least version: write-only arguments need 1.11. */
export function newApp(outdir: string): App {
  return new App({outdir, context: {targetVersions: TARGET_VERSIONS}});
}

/** Types of the provider without a write-only argument, which CDKTF would have to discover. */
const READ_BACK_TYPES = ['kafka_topic', 'kafka_acl', 'kafka_quota'];

function isLiteral(resource: TerraformResource): boolean {
  return READ_BACK_TYPES.includes(resource.terraformResourceType) && !holdsTokens(resource.toTerraform());
}

/** Whether CDKTF would have to resolve anything in a value: its tokens are marks in text, numbers of no use, and objects that resolve. */
function holdsTokens(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('TfToken[');
  if (typeof value === 'number') return Math.abs(value) > Number.MAX_SAFE_INTEGER;
  if (typeof value !== 'object' || value === null) return typeof value === 'function';
  if (Array.isArray(value)) return value.some(holdsTokens);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return true;
  for (const key in value) if (key.includes('TfToken[') || holdsTokens(Reflect.get(value, key))) return true;
  return false;
}

/** What shares one space of names in a configuration. */
function sortOf(element: TerraformElement): string {
  if (TerraformResource.isTerraformResource(element)) return element.terraformResourceType;
  if (TerraformDataSource.isTerraformDataSource(element)) return `data ${element.terraformResourceType}`;
  return element.constructor.name;
}
