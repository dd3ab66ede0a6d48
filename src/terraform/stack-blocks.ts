import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {Resource} from '../specs/model.ts';
import {isObject} from './engine-event.ts';
import {literal} from './literal.ts';
import {type Attributes, kindOfType} from './provider-attributes.ts';
import type {SynthesisedStack} from './synth.ts';

/** The resource blocks of a synthesised stack by address, or why Weir cannot tell what all of it does. */
export type StackBlocks = {blocks: ReadonlyMap<string, Attributes>} | {unclear: string};

const TOP_LEVEL = ['//', 'provider', 'resource', 'terraform', 'variable'];

/**
 * Reads what a stack declares, as far as it consists of Weir's four kinds of resource at this cluster alone. A data
 * source, a module, an output, another provider or a file beside it may do what only the engine can tell.
 */
export function readBlocks({directory}: SynthesisedStack, cluster: Resource<'Cluster'>): StackBlocks {
  const foreign = readdirSync(directory).find(name => /\.(tf|tofu)(\.json)?$|\.tfvars(\.json)?$/.test(name) && name !== 'cdk.tf.json');
  if (foreign !== undefined) return {unclear: `${foreign} lies beside it`};
  const stack: unknown = JSON.parse(readFileSync(path.join(directory, 'cdk.tf.json'), 'utf8'));
  if (!isObject(stack)) return {unclear: 'its file is no configuration'};
  const other = Object.keys(stack).find(key => !TOP_LEVEL.includes(key));
  if (other !== undefined) return {unclear: `it has a block ${other}`};
  if (!isOfCluster(stack['provider'], cluster)) return {unclear: 'it has a provider of its own'};
  const blocks = new Map<string, Attributes>();
  for (const [type, resources] of Object.entries(isObject(stack['resource']) ? stack['resource'] : {})) {
    if (kindOfType(type) === undefined || !isObject(resources)) return {unclear: `it has resources of the type ${type}`};
    for (const [name, block] of Object.entries(resources)) if (isObject(block)) blocks.set(`${type}.${name}`, block);
  }
  return {blocks};
}

/** Whether the only provider leads to the brokers that Weir reads itself. */
function isOfCluster(providers: unknown, {spec}: Resource<'Cluster'>): boolean {
  if (providers === undefined) return true;
  if (!isObject(providers) || Object.keys(providers).join() !== 'kafka') return false;
  const kafka = providers['kafka'];
  if (!Array.isArray(kafka) || kafka.length !== 1 || !isObject(kafka[0]) || 'alias' in kafka[0]) return false;
  const servers = kafka[0]['bootstrap_servers'];
  // As configureProvider writes them.
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's template, not JavaScript's
  return JSON.stringify(servers) === JSON.stringify(spec.sandbox ? '${tolist(var.bootstrap_servers)}' : spec.bootstrap.map(literal));
}

/**
 * Writes a folder beside the stacks' that declares only some addresses of a stack, and gives the stack as it lies there: a
 * plan that targets just those reads a hundredth of the configuration. What the state holds besides is no target, and so
 * stays as it is.
 */
export function excerpt(stack: SynthesisedStack, addresses: readonly string[]): SynthesisedStack {
  // As deep as the other folder, for the path of a local state is relative to it.
  const directory = path.join(path.dirname(path.dirname(stack.directory)), 'excerpts', stack.name);
  const whole: unknown = JSON.parse(readFileSync(path.join(stack.directory, 'cdk.tf.json'), 'utf8'));
  if (!isObject(whole)) throw new Error(`${stack.name} is no configuration`);
  const wanted = new Set(addresses);
  const resource = Object.entries(isObject(whole['resource']) ? whole['resource'] : {}).flatMap(([type, blocks]) => {
    const own = Object.entries(isObject(blocks) ? blocks : {}).filter(([name]) => wanted.has(`${type}.${name}`));
    return own.length === 0 ? [] : [[type, Object.fromEntries(own)] as const];
  });
  const {resource: _all, ...rest} = whole;
  rmSync(directory, {recursive: true, force: true});
  mkdirSync(directory, {recursive: true});
  const part = {...rest, ...(resource.length === 0 ? {} : {resource: Object.fromEntries(resource)})};
  writeFileSync(path.join(directory, 'cdk.tf.json'), JSON.stringify(part));
  return {...stack, directory};
}
