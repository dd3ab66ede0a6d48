import {TerraformBackend, type TerraformRemoteState} from 'cdktf';
import type {ClusterSpec} from '../specs/model.ts';
import {literal} from './literal.ts';
import type {KafkaStack, StackContent} from './stack.ts';
import {partOf, type StackId} from './stack-id.ts';

type Settings = Record<string, unknown>;

/**
 * Where a stack's state lies. Every stack has a place of its own: two domains with one state would each plan to
 * destroy what the other made. Below the place that the Cluster document names, stacks are told apart by
 * `<cluster>/<domain>`, or `<cluster>.<domain>` where a slash is no part of names (neither name has a dot), and by the
 * shard after a dot where the domain is split.
 * The keys are the engines' own (documentation of the backends, OpenTofu 1.12 and Terraform 1.11).
 */
export function backendSettings(backend: ClusterSpec['terraform']['backend'], stack: StackId & {statePath: string}): Settings {
  const {type, ...settings} = backend;
  const {cluster} = stack;
  const part = partOf(stack);
  const below = (key: string): string => `${text(settings, key) ?? 'kafka-weir'}/${cluster}/${part}`;
  const named = (key: string): string => `${text(settings, key) ?? 'kafka-weir'}.${cluster}.${part}`;
  switch (type) {
    case 'local':
      return {path: stack.statePath};
    case 's3':
      // Locking by a file beside the state needs no further table (OpenTofu 1.10, Terraform 1.11).
      return {use_lockfile: true, ...settings, key: `${below('key')}.tfstate`};
    case 'azurerm':
      return {...settings, key: `${below('key')}.tfstate`};
    case 'gcs':
      return {...settings, prefix: below('prefix')};
    case 'pg':
      return {...settings, schema_name: named('schema_name')};
    case 'kubernetes':
      return {...settings, secret_suffix: named('secret_suffix')};
    case 'http':
      return Object.fromEntries(
        Object.entries(settings).map(([key, value]) => [key, key.endsWith('address') ? `${String(value)}/${cluster}/${part}` : value]),
      );
    default:
      throw new Error(`there is no backend ${type}`);
  }
}

/** Gives a stack its backend. CDKTF would else add a local one, with an absolute path. */
export function configureBackend(stack: KafkaStack, content: StackContent): void {
  const {cluster} = content;
  const {backend} = cluster.spec.terraform;
  new DeclaredBackend(stack, backend.type, backendSettings(backend, {...content, cluster: cluster.name}));
}

class DeclaredBackend extends TerraformBackend {
  readonly #settings: Settings;

  constructor(stack: KafkaStack, type: string, settings: Settings) {
    super(stack, 'backend', type);
    this.#settings = Object.fromEntries(
      Object.entries(settings).map(([key, value]) => [key, typeof value === 'string' ? literal(value) : value]),
    );
  }

  protected override synthesizeAttributes(): Settings {
    return this.#settings;
  }

  override getRemoteStateDataSource(): TerraformRemoteState {
    throw new Error('stacks do not read the state of other stacks');
  }
}

function text(settings: Settings, key: string): string | undefined {
  const value = settings[key];
  return typeof value === 'string' && value !== '' ? value.replace(/\/+$/, '') : undefined;
}
