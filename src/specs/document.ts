import {specValidator} from '#spec-validators';
import {type Finding, finding} from '../findings/finding.ts';
import {misspelt, nearest} from '../findings/suggest.ts';
import {envelopeSchema} from './envelope.ts';
import {explain} from './explain.ts';
import {judgeSpec} from './judge-spec.ts';
import {type Fields, isFields} from './kinds/fields.ts';
import {KIND_DEFINITIONS} from './kinds/index.ts';
import type {Issue} from './kinds/kind.ts';
import {KINDS, type Kind, type Metadata} from './model.ts';
import {checkMetadataText} from './normalise.ts';
import {COMMENT, SLUG_PATTERN, SLUG_SAYS} from './schema.ts';
import type {YamlDocument} from './yaml/document.ts';

/** A document whose outside is valid: what it is and whom it concerns. The inside of `spec` is judged per cluster. */
export interface Envelope {
  document: YamlDocument;
  kind: Kind;
  metadata: Metadata;
  domain: string;
  /** Undefined: every cluster. */
  clusters: string[] | undefined;
  spec: Fields;
  /** Patches of `spec` by environment. */
  patches: ReadonlyMap<string, Fields>;
}

const SLUG = new RegExp(SLUG_PATTERN);

/** The envelope of a document, or the reasons why it has none. */
export function readEnvelope(document: YamlDocument, folder: string | undefined): {envelope?: Envelope; findings: Finding[]} {
  const {value} = document;
  if (!isFields(value)) {
    return {
      findings: [
        issueFinding(document, undefined, {
          rule: 'value',
          pointer: '',
          message: 'a document is a mapping with apiVersion, kind, metadata and spec',
        }),
      ],
    };
  }
  const kind = KINDS.find(one => one === value['kind']);
  const ref = refOf(value);
  if (typeof value['kind'] === 'string' && kind === undefined) {
    const guess = nearest(value['kind'], KINDS);
    const meant = misspelt(value['kind'], KINDS);
    const message = `unknown kind ${value['kind']}; ${guess === undefined ? `known: ${KINDS.join(', ')}` : `did you mean ${guess}?`}`;
    return {
      findings: [
        issueFinding(document, ref, {
          rule: 'unknown-kind',
          pointer: '/kind',
          message,
          ...(meant === undefined ? {} : {fix: {'/kind': meant}}),
        }),
      ],
    };
  }
  const findings: Finding[] = [];
  const validate = specValidator('envelope');
  if (!validate(value)) {
    const issues = explain(validate.errors ?? [], envelopeSchema, value, '', pointer => document.written(pointer));
    findings.push(...issues.map(issue => issueFinding(document, ref, issue)));
  }
  const envelope = kind === undefined ? undefined : envelopeOf(document, kind, value, folder);
  if (envelope === undefined) {
    // Without a name it holds on no cluster; what is wrong inside is told all the same, and not one correction later.
    const {spec} = value;
    const inside =
      kind === undefined || !isFields(spec) ? [] : judgeSpec(kind, {spec, written: at => document.written(at)}, undefined).issues;
    findings.push(...inside.map(issue => issueFinding(document, ref, issue)));
    return {findings};
  }
  for (const issue of envelopeIssues(envelope, value)) findings.push(issueFinding(document, ref, issue));
  return {envelope, findings};
}

/**
 * The envelope, as far as it can be read: a wrong label must not hide what is wrong inside `spec`. Undefined where
 * there is no name or no spec to judge.
 */
function envelopeOf(document: YamlDocument, kind: Kind, value: Fields, folder: string | undefined): Envelope | undefined {
  const {metadata, spec, environments} = value;
  if (!isFields(metadata) || !isFields(spec) || typeof metadata['name'] !== 'string') return undefined;
  const {name, domain, clusters} = metadata;
  return {
    document,
    kind,
    metadata: metadataOf(name, metadata),
    domain: typeof domain === 'string' ? domain : folder === undefined || kind === 'Cluster' ? 'default' : folder,
    clusters: Array.isArray(clusters) ? clusters.filter(one => typeof one === 'string') : undefined,
    spec,
    patches: isFields(environments) && kind !== 'Cluster' ? patchesOf(environments) : NO_PATCHES,
  };
}

const NO_PATCHES: ReadonlyMap<string, Fields> = new Map();

function patchesOf(environments: Fields): ReadonlyMap<string, Fields> {
  const patches = new Map<string, Fields>();
  for (const [environment, patch] of Object.entries(environments)) {
    const change = isFields(patch) ? patch['spec'] : undefined;
    if (isFields(change)) patches.set(environment, change);
  }
  return patches;
}

function metadataOf(name: string, {owner, description, labels}: Fields): Metadata {
  const metadata: Metadata = {name, labels: isFields(labels) ? textsOf(labels) : {}};
  if (typeof owner === 'string') metadata.owner = owner;
  if (typeof description === 'string') metadata.description = description;
  return metadata;
}

function textsOf(labels: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).flatMap(([key, label]) => (typeof label === 'string' ? [[key, label]] : [])));
}

function envelopeIssues({kind, metadata, domain}: Envelope, value: Fields): Issue[] {
  const issues: Issue[] = [];
  const written = isFields(value['metadata']) ? value['metadata'] : {};
  checkMetadataText(written, issues);
  const says = SLUG_SAYS.slice(COMMENT.says.length);
  if (KIND_DEFINITIONS[kind].nameIsPath === true && !SLUG.test(metadata.name))
    issues.push({rule: 'value', pointer: '/metadata/name', message: `name: ${says}`});
  if (written['domain'] === undefined && !SLUG.test(domain)) {
    issues.push({
      rule: 'value',
      pointer: '',
      message: `the folder ${domain} names this document's domain, and ${says.replace('it must be', 'must be')}: rename it, or state metadata.domain`,
    });
  }
  if (kind === 'Cluster' && value['environments'] !== undefined) {
    issues.push({
      rule: 'environment',
      pointer: '/environments',
      key: true,
      message: 'a Cluster belongs to one environment and takes no patches',
    });
  }
  return issues;
}

/** An issue of a document as a finding. */
export function issueFinding(
  document: {locate(pointer: string, options?: {key?: boolean}): Finding['location']},
  resource: {kind: string; name: string} | undefined,
  issue: Issue,
  clusters: string[] = [],
): Finding {
  return finding({
    rule: `schema/${issue.rule}`,
    level: 'error',
    message: issue.message,
    ...(resource === undefined ? {} : {resource}),
    clusters,
    location: document.locate(issue.pointer, issue.key === true ? {key: true} : {}),
    ...(issue.fix === undefined ? {} : {fix: issue.fix}),
    ...(issue.rename === undefined ? {} : {rename: issue.rename}),
    ...(issue.redacted === true ? {redacted: true} : {}),
    discriminator: issue.message,
  });
}

function refOf(value: Fields): {kind: string; name: string} | undefined {
  const metadata = value['metadata'];
  const name = isFields(metadata) ? metadata['name'] : undefined;
  return typeof value['kind'] === 'string' && typeof name === 'string' ? {kind: value['kind'], name} : undefined;
}
