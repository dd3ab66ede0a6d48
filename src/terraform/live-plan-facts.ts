import type {LiveAcls} from '../cluster/acls.ts';
import type {Fact, LiveQuota, LiveScramUser} from '../cluster/facts.ts';
import type {LiveGroup} from '../cluster/live-groups.ts';
import type {TopicFacts} from '../cluster/topic-facts.ts';
import type {WriteRate} from '../cluster/write-rate.ts';

/**
 * What the brokers say of what a plan changes, and of nothing else. An area that no change concerns was not read, and is
 * unknown like one that could not be read.
 */
export interface LivePlanFacts {
  /** When it was read, in milliseconds since 1970. */
  atMs: number;
  /** The topics of changes, as far as they are on the cluster. */
  topics: TopicFacts[];
  /** Topics of changes about which the brokers say nothing, and why. */
  hidden: {name: string; unknown: string}[];
  groups: Fact<LiveGroup[]>;
  acls: Fact<LiveAcls>;
  quotas: Fact<LiveQuota[]>;
  scramUsers: Fact<LiveScramUser[]>;
  /** What users write, where a quota about them is created or replaced. */
  writeRates: WriteRate[];
}
