import type {Admin} from '../cluster/admin.ts';
import type {Target} from '../cluster/target.ts';
import type {Location, Verdict} from '../findings/finding.ts';
import {verdict} from '../findings/finding.ts';
import type {Kind, Model, Resource, VerificationMode} from '../specs/model.ts';
import type {BrokerControl} from './broker-control.ts';
import type {Canaries} from './canaries.ts';
import type {RunIdentity} from './run-identity.ts';
import type {Timeline} from './timeline.ts';

/**
 * Smoke proves claims on a healthy cluster; chaos injects a fault, and runs only where the Cluster document allows it. A proof
 * ships with Weir, and is a part of `weir verify` and no file of `scripts/`.
 */
export type ScenarioKind = 'smoke' | 'chaos' | 'proof';

/** What a scenario is given. Everything it makes through `canaries` is removed after it, whatever happens. */
export interface ScenarioContext {
  model: Model;
  cluster: Resource<'Cluster'>;
  target: Target;
  mode: VerificationMode;
  run: RunIdentity;
  /** Weir's independent client, as the administrator. */
  admin: Admin;
  canaries: Canaries;
  /** Absent where no broker may or can be touched. */
  brokers: BrokerControl | undefined;
  /** Root folder of `.weir/`. */
  root: string;
  options: ScenarioOptions;
  signal: AbortSignal;
  /** Says what is going on now, on a terminal. */
  note(text: string): void;
  /** Adds a measured stretch to the evidence. */
  record(timeline: Timeline): void;
}

export interface ScenarioOptions {
  /** Name of a declared topic to prove things on. */
  topic?: string;
}

export interface Scenario {
  kind: ScenarioKind;
  /** One line for `weir smoke --help` and `weir chaos list`. */
  title: string;
  /** What its verdicts claim, one line each. */
  claims: readonly string[];
  /**
   * The least mode in which a smoke scenario runs; `canary` unless stated. One that is `read-only` writes nothing at all, and
   * its canaries refuse to be made. Chaos is bound to `spec.verification.chaos` instead.
   */
  mode?: VerificationMode;
  /** Kinds of documents that it is about: without one of any of them it is left out, in place of claiming nothing. */
  about?: readonly Kind[];
  /** Why these documents give it nothing to prove, in a clause; undefined where they do. It is then left out. */
  nothingToProve?(model: Model): string | undefined;
  /** Practices of the guide that its verdicts prove, like `DR4`: for docs/coverage.md. */
  covers?: readonly string[];
  run(context: ScenarioContext): Promise<Verdict[]>;
}

/** A scenario: one file in `scripts/smoke/` or `scripts/chaos/`, named as it is run, with this as its default export. */
export function scenario(definition: Scenario): Scenario {
  return definition;
}

/** A verdict about a claim that a document makes, at the line that makes it. */
export function judge(
  context: Pick<ScenarioContext, 'cluster'>,
  at: {resource: Resource; pointer: string},
  outcome: {rule: string; claim: string; status: Verdict['status']; reason?: string; measured?: string; evidence: Record<string, unknown>},
): Verdict {
  const location: Location = at.resource.locate(at.pointer);
  return verdict({
    ...outcome,
    resource: {kind: at.resource.kind, name: at.resource.name},
    clusters: [context.cluster.name],
    location,
  });
}
