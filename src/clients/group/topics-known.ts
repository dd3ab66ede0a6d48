import {isUnknownTopic, topicMissing} from './failures.ts';

const NEW_TOPIC_MAX_MS = 5_000;
const NEW_TOPIC_PAUSE_MS = 100;

/** Tries again where a topic is unknown, for a while: not every broker knows a new one at once. Then `client/topic-missing`. */
export async function untilTopicsKnown<T>(topics: readonly string[], attempt: () => Promise<T>): Promise<T> {
  const deadlineMs = performance.now() + NEW_TOPIC_MAX_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (thrown) {
      if (!isUnknownTopic(thrown)) throw thrown;
      if (performance.now() > deadlineMs) throw topicMissing(topics);
    }
    await new Promise(resolve => setTimeout(resolve, NEW_TOPIC_PAUSE_MS));
  }
}
