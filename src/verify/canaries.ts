import {createAcls, deleteAcls, readAcls} from '../cluster/acls.ts';
import type {Admin} from '../cluster/admin.ts';
import {deleteGroups} from '../cluster/groups.ts';
import {createTopics, deleteTopics, type LiveTopicLayout, readLayout} from '../cluster/topics.ts';
import {unfinished, usageError} from '../findings/error.ts';
import type {AclBinding, TopicSpec} from '../specs/model.ts';
import {CANARY_PREFIX} from './canary-prefix.ts';
import {isLeftBehind, isProcessAlive, type RunIdentity} from './run-identity.ts';

const TOPIC_NAME_MAX = 249;
const READY_TIMEOUT_MS = 15_000;
const POLL_MS = 50;

/** What a canary topic is made like: a declared topic's replication and settings. */
export type CanaryLike = Pick<TopicSpec, 'partitions' | 'replicationFactor' | 'config'>;

/**
 * Topics, groups and ACLs of one run, made beside the business's own and removed again. What a crash leaves behind is
 * removed by a later run: names carry the run's id, which says where and when it ran.
 */
export class Canaries {
  readonly #admin: Admin;
  readonly #run: RunIdentity;
  readonly #topics = new Set<string>();
  readonly #groups = new Set<string>();
  readonly #writes: boolean;
  #bindings: AclBinding[] = [];
  #count = 0;

  /** `writes: false`: of a scenario that only reads; making anything is then wrong use. */
  constructor(admin: Admin, run: RunIdentity, {writes = true}: {writes?: boolean} = {}) {
    this.#admin = admin;
    this.#run = run;
    this.#writes = writes;
  }

  /** A name prefix that no other canary shares: `weir-canary-<run>-<n>-`. */
  prefix(): string {
    this.#count += 1;
    return `${CANARY_PREFIX}${this.#run.id}-${this.#count}-`;
  }

  /** Creates topics in one request and waits until every partition has a leader and a full in-sync set. */
  async createTopics(topics: readonly ({name: string} & CanaryLike)[]): Promise<LiveTopicLayout[]> {
    this.#assertWrites();
    for (const {name} of topics) this.#topics.add(name);
    await createTopics(this.#admin, topics);
    const names = topics.map(one => one.name);
    const deadlineMs = performance.now() + READY_TIMEOUT_MS;
    for (;;) {
      const layout = await readLayout(this.#admin, names);
      const ready = layout.topics.filter(({partitions}) =>
        partitions.every(one => one.leaderId >= 0 && one.isr.length === one.replicas.length),
      );
      if (ready.length === topics.length) return ready;
      if (performance.now() > deadlineMs) {
        const late = names.filter(name => !ready.some(one => one.name === name));
        throw unfinished('verify/canary-not-ready', `canary topics are not ready after ${READY_TIMEOUT_MS / 1000} s: ${late.join(', ')}`, {
          hint: 'Check that all brokers are up and have room for new partitions.',
          retriable: true,
        });
      }
      await new Promise(resolve => setTimeout(resolve, POLL_MS));
    }
  }

  /** Adds ACLs for this run. */
  async grant(bindings: readonly AclBinding[]): Promise<void> {
    this.#assertWrites();
    this.#bindings.push(...bindings);
    await createAcls(this.#admin, bindings);
  }

  #assertWrites(): void {
    if (this.#writes) return;
    throw usageError(
      'verify/read-only-canary',
      'a scenario that only reads asked for a canary, and nothing was made',
      "state mode: 'canary' in the scenario",
    );
  }

  /** A group that the run may come to use, so that it is removed at the end. */
  useGroup(name: string): string {
    this.#groups.add(name);
    return name;
  }

  /** Removes everything of this run. Each part is tried even when another fails; what is left is one error. */
  async removeAll(): Promise<void> {
    const failures: string[] = [];
    const attempt = async (work: () => Promise<unknown>) => {
      try {
        await work();
      } catch (thrown) {
        failures.push(thrown instanceof Error ? thrown.message : String(thrown));
      }
    };
    await attempt(() => deleteAcls(this.#admin, this.#bindings));
    await attempt(() => deleteTopics(this.#admin, [...this.#topics]));
    await attempt(async () => {
      const kept = await deleteGroups(this.#admin, [...this.#groups]);
      if (kept.length > 0) throw new Error(kept.map(({group, reason}) => `group ${group} could not be deleted: ${reason}`).join('; '));
    });
    this.#bindings = [];
    this.#topics.clear();
    this.#groups.clear();
    if (failures.length === 0) return;
    throw unfinished('verify/canary-left', `canaries of run ${this.#run.id} could not be removed: ${failures.join('; ')}`, {
      hint: `They are named ${CANARY_PREFIX}${this.#run.id}-…; the next run removes them.`,
    });
  }
}

/** A topic name under a canary prefix that reminds of what it stands for, within Kafka's 249 characters. */
export function canaryName(prefix: string, standsFor: string): string {
  return (prefix + standsFor.replace(/[^A-Za-z0-9]+/g, '-')).slice(0, TOPIC_NAME_MAX).replace(/-$/, '');
}

/** Removes canaries of runs that are over. Returns how many topics and ACLs there were. */
export async function removeLeftovers(admin: Admin): Promise<{topics: number; acls: number}> {
  const left = (name: string) => {
    const runId = runIdOf(name);
    return runId !== undefined && isLeftBehind(runId, isProcessAlive);
  };
  const {topics} = await readLayout(admin, null);
  const names = topics.map(one => one.name).filter(left);
  const bindings = (await readAcls(admin)).bindings.filter(one => left(one.resourceName));
  await deleteAcls(admin, bindings);
  await deleteTopics(admin, names);
  const groups = new Set(bindings.filter(one => one.resourceType === 'group' && one.pattern === 'literal').map(one => one.resourceName));
  await deleteGroups(admin, [...groups]);
  return {topics: names.length, acls: bindings.length};
}

function runIdOf(name: string): string | undefined {
  if (!name.startsWith(CANARY_PREFIX)) return undefined;
  return name.slice(CANARY_PREFIX.length).split('-').slice(0, 4).join('-');
}
