import {compareText, type Finding} from '../findings/finding.ts';
import {nearest} from '../findings/suggest.ts';
import {type Envelope, issueFinding} from './document.ts';
import {judgeSpec} from './judge-spec.ts';
import {type Fields, isFields} from './kinds/fields.ts';
import {KIND_DEFINITIONS} from './kinds/index.ts';
import type {Issue} from './kinds/kind.ts';
import type {Kind, Model, Resource} from './model.ts';
import {type Overlaid, overlay, unpatched} from './overlay.ts';

/**
 * The documents as they hold on each cluster. Where a Cluster document could not be read (`allClustersKnown` false),
 * nothing is said about environments and clusters that seem to be missing.
 */
export function assemble(
  envelopes: readonly Envelope[],
  {allClustersKnown, resolutions = new Resolutions()}: {allClustersKnown: boolean; resolutions?: Resolutions},
): {models: Model[]; findings: Finding[]} {
  const findings: Finding[] = [];
  const resolver = new Resolver(findings, resolutions);
  const declared = envelopes.filter(envelope => envelope.kind === 'Cluster');
  const clusters = declared.flatMap(envelope => {
    const resource = resolver.resolve(envelope, undefined, 'Cluster');
    return resource === undefined ? [] : [resource];
  });
  clusters.sort((a, b) => compareText(a.name, b.name));
  const names = new Set(declared.map(envelope => envelope.metadata.name));
  refuseDuplicates(declared, undefined, findings);
  const others = envelopes.filter(envelope => envelope.kind !== 'Cluster');
  const environments = new Set(clusters.map(cluster => cluster.spec.environment));
  if (allClustersKnown && clusters.length === declared.length)
    for (const envelope of others) checkTargets(envelope, names, environments, findings);
  const unique = clusters.filter((cluster, index) => clusters.findIndex(one => one.name === cluster.name) === index);
  resolver.clusters = allClustersKnown && clusters.length === declared.length ? unique : undefined;
  const models = unique.map(cluster => {
    const concerned = others.filter(({clusters: only}) => only === undefined || only.includes(cluster.name));
    refuseDuplicates(concerned, cluster.name, findings);
    return modelOf(cluster, concerned, resolver);
  });
  // Without a cluster that can be read, the documents are judged once, by the rules that need none.
  if (models.length === 0) {
    refuseDuplicates(others, undefined, findings);
    models.push(modelOf(undefined, others, resolver));
  }
  for (const envelope of others) resolver.resolveUnused(envelope, unique, environments);
  return {models, findings};
}

function modelOf(cluster: Resource<'Cluster'> | undefined, envelopes: readonly Envelope[], resolver: Resolver): Model {
  const of = <K extends Kind>(kind: K): Resource<K>[] => {
    const seen = new Set<string>();
    const resources: Resource<K>[] = [];
    for (const envelope of envelopes) {
      if (envelope.kind !== kind || seen.has(envelope.metadata.name)) continue;
      const resource = resolver.resolve(envelope, cluster, kind);
      if (resource === undefined) continue;
      seen.add(envelope.metadata.name);
      resources.push(resource);
    }
    return resources.sort((a, b) => compareText(a.name, b.name));
  };
  return {
    cluster,
    topics: of('Topic'),
    acls: of('Acl'),
    quotas: of('Quota'),
    users: of('User'),
    applications: of('Application'),
    profiles: of('ClientProfile'),
  };
}

/** Documents as they were resolved, to be resolved once: for all clusters of a tree, and for trees that share documents. */
export class Resolutions {
  readonly #known = new Map<string, Map<Envelope, Resolved>>();

  /** `version` of the brokers, which decides what a topic's setting may be; `environment` where it has a patch. */
  resolve(envelope: Envelope, {environment, version}: {environment: string | undefined; version: string | undefined}): Resolved {
    const patch = environment === undefined ? undefined : envelope.patches.get(environment);
    // Only topics have settings that depend on the brokers: all else stays one for all clusters.
    const key = `${envelope.kind === 'Topic' ? (version ?? '') : ''}\0${patch === undefined ? '' : environment}`;
    const ofKey = this.#known.get(key) ?? new Map<Envelope, Resolved>();
    this.#known.set(key, ofKey);
    const known = ofKey.get(envelope);
    if (known !== undefined) return known;
    const {document, spec} = envelope;
    const isPatched = patch !== undefined && environment !== undefined;
    const resolved = resolveOne(envelope, isPatched ? overlay(document, spec, environment, patch) : unpatched(document, spec), version);
    ofKey.set(envelope, resolved);
    return resolved;
  }
}

/** Resolves the documents of one tree, and tells what is wrong with them for each cluster. */
class Resolver {
  readonly #findings: Finding[];
  readonly #resolutions: Resolutions;
  /** Undefined as long as some are not known. */
  clusters: readonly Resource<'Cluster'>[] | undefined;

  constructor(findings: Finding[], resolutions: Resolutions) {
    this.#findings = findings;
    this.#resolutions = resolutions;
  }

  resolve<K extends Kind>(envelope: Envelope, cluster: Resource<'Cluster'> | undefined, kind: K): Resource<K> | undefined {
    const clusters = cluster === undefined ? (kind === 'Cluster' ? [envelope.metadata.name] : []) : [cluster.name];
    const resolved = this.#resolutions.resolve(envelope, {
      environment: cluster?.spec.environment,
      version: kind === 'Cluster' ? statedVersion(envelope.spec) : cluster?.spec.brokers?.version,
    });
    this.#tell(envelope, resolved, clusters);
    const {resource} = resolved;
    return resource !== undefined && isKind(resource, kind) ? resource : undefined;
  }

  /**
   * Tells what is wrong in a document that holds on no cluster, and in patches for environments that none has: when the
   * cluster's name is corrected, or its own document can be read, nothing new must come to light.
   */
  resolveUnused(envelope: Envelope, clusters: readonly Resource<'Cluster'>[], used: ReadonlySet<string>): void {
    const {clusters: only, patches} = envelope;
    const isUsed = clusters.length === 0 || only === undefined || clusters.some(({name}) => only.includes(name));
    const unused: (string | undefined)[] = [...patches.keys()].filter(environment => !used.has(environment));
    for (const environment of isUsed ? unused : [undefined, ...patches.keys()])
      this.#tell(envelope, this.#resolutions.resolve(envelope, {environment, version: undefined}), []);
  }

  #tell(envelope: Envelope, {issues, overlaid}: Resolved, clusters: string[]): void {
    const ref = {kind: envelope.kind, name: envelope.metadata.name};
    for (const issue of issues) {
      const {fix, ...unfixed} = issue;
      const told = removesSetting(issue) && this.#isKept(envelope, issue.pointer) ? unfixed : issue;
      this.#findings.push(issueFinding(overlaid, ref, told, clusters));
    }
  }

  /** Whether some cluster that the document holds for may still have the setting that is gone from another. */
  #isKept(envelope: Envelope, pointer: string): boolean {
    const concerned = this.clusters?.filter(({name}) => envelope.clusters === undefined || envelope.clusters.includes(name));
    return (
      concerned === undefined ||
      concerned.some(({spec: {environment, brokers}}) => {
        const {issues, overlaid} = this.#resolutions.resolve(envelope, {environment, version: brokers?.version});
        const {config} = overlaid.spec;
        const isStated = isFields(config) && Object.hasOwn(config, pointer.slice(pointer.lastIndexOf('/') + 1));
        return isStated && !issues.some(other => other.pointer === pointer && removesSetting(other));
      })
    );
  }
}

/** A setting of a topic that is gone, and that nothing replaces. */
function removesSetting({rule, pointer, fix}: Issue): boolean {
  return rule === 'unknown-key' && pointer.startsWith('/spec/config/') && fix?.[pointer] === null;
}

interface Resolved {
  resource: Resource | undefined;
  issues: Issue[];
  overlaid: Overlaid;
}

/** The brokers' version in a Cluster that is not judged yet; what is no version is reported elsewhere. */
function statedVersion(spec: Fields): string | undefined {
  const brokers = spec['brokers'];
  const version = isFields(brokers) ? brokers['version'] : undefined;
  return typeof version === 'string' && /^\d+\.\d+(\.\d+)?$/.test(version) ? version : undefined;
}

function isKind<K extends Kind>(resource: Resource, kind: K): resource is Resource<K> {
  return resource.kind === kind;
}

function resolveOne(envelope: Envelope, overlaid: Overlaid, brokersVersion: string | undefined): Resolved {
  const {kind, metadata, domain} = envelope;
  const {issues, spec} = judgeSpec(kind, overlaid, brokersVersion);
  if (issues.length > 0) return {resource: undefined, issues, overlaid};
  const resource: Resource = {
    kind,
    name: metadata.name,
    domain,
    metadata,
    spec: KIND_DEFINITIONS[kind].resolve(spec),
    judged: {apiVersion: 'weir/v1', kind, metadata: judgedMetadata(envelope), spec},
    locate: overlaid.locate,
  };
  return {resource, issues, overlaid};
}

/** Metadata as written. */
function judgedMetadata(envelope: Envelope): unknown {
  const value = envelope.document.value;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value['metadata'] : undefined;
}

/** Patches for environments that no cluster has, and clusters that no document declares. */
function checkTargets(envelope: Envelope, clusters: ReadonlySet<string>, environments: ReadonlySet<string>, findings: Finding[]): void {
  if (clusters.size === 0 || (envelope.clusters === undefined && envelope.patches.size === 0)) return;
  const {document, kind, metadata} = envelope;
  const report = (issue: Issue): void => void findings.push(issueFinding(document, {kind, name: metadata.name}, issue));
  for (const [index, name] of (envelope.clusters ?? []).entries()) {
    if (clusters.has(name)) continue;
    const guess = nearest(name, clusters);
    report({
      rule: 'unknown-cluster',
      pointer: `/metadata/clusters/${index}`,
      message: `there is no Cluster ${name === '' ? '""' : name}${guess === undefined ? '' : `; did you mean ${guess}?`}`,
    });
  }
  for (const environment of envelope.patches.keys()) {
    if (environments.has(environment)) continue;
    const guess = nearest(environment, environments);
    const message = `no Cluster has the environment ${environment === '' ? '""' : environment}${guess === undefined ? `; known: ${[...environments].join(', ')}` : `; did you mean ${guess}?`}`;
    report({
      rule: 'unknown-environment',
      pointer: `/environments/${environment.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      key: true,
      message,
    });
  }
}

function refuseDuplicates(envelopes: readonly Envelope[], cluster: string | undefined, findings: Finding[]): void {
  const first = new Map<string, Envelope>();
  for (const envelope of envelopes) {
    const {kind, metadata, document} = envelope;
    const key = `${kind}\0${metadata.name}`;
    const known = first.get(key);
    if (known === undefined) {
      first.set(key, envelope);
      continue;
    }
    const {file, line} = known.document.locate('/metadata/name');
    const message = `${kind} ${metadata.name} is declared twice; the other stands at ${file}:${line}`;
    findings.push(
      issueFinding(
        document,
        {kind, name: metadata.name},
        {rule: 'duplicate', pointer: '/metadata/name', message},
        cluster === undefined ? [] : [cluster],
      ),
    );
  }
}
