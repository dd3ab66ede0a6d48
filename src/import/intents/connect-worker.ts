import type {ConnectWorkerIntent} from '../../specs/model.ts';
import type {Rights} from './rights.ts';

const STORES = {configTopic: /config/i, offsetTopic: /offset/i, statusTopic: /status/i} as const;

/**
 * The Kafka Connect worker that rights look like: a group, and one topic each for configurations, offsets and statuses by its
 * name, which it reads and writes. Undefined where any of them is missing or could be one of several.
 */
export function connectWorkerIn(rights: Rights): ConnectWorkerIntent | undefined {
  const both = rights.names('read', 'topic').filter(name => rights.has('write', 'topic', name));
  const [configTopic, offsetTopic, statusTopic] = Object.values(STORES).map(pattern => {
    const named = both.filter(name => pattern.test(name));
    return named.length === 1 ? named[0] : undefined;
  });
  if (configTopic === undefined || offsetTopic === undefined || statusTopic === undefined) return undefined;
  if (new Set([configTopic, offsetTopic, statusTopic]).size < 3) return undefined;
  const groups = rights.names('read', 'group').filter(name => name !== '*');
  const leading = groups.find(group => rights.has('write', 'transactional-id', `connect-cluster-${group}`));
  // Sinks have groups of their own, which Connect names connect-NAME.
  const group = leading ?? groups.find(name => !name.startsWith('connect-')) ?? groups[0];
  if (group === undefined) return undefined;
  return {group, configTopic, offsetTopic, statusTopic, exactlyOnceSource: leading !== undefined};
}
