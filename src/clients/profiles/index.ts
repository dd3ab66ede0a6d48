// covers: P01, P14
import byDefault from './default.ts';
import exactlyOnce from './exactly-once.ts';
import latency from './latency.ts';
import production from './production.ts';
import type {Profile} from './profile.ts';
import throughput from './throughput.ts';
import tuned from './tuned.ts';

export type {Profile} from './profile.ts';

/** The library's own profiles: the guide's configurations, and one for each end that pulls them apart. */
export const PROFILES = {default: byDefault, production, tuned, throughput, latency, 'exactly-once': exactlyOnce} satisfies Record<
  string,
  Profile
>;
export type ProfileName = keyof typeof PROFILES;

export function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(PROFILES, name);
}
