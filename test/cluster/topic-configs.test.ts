import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {topicConfigs} from '../../tools/kafka/generate-configs.mjs';

test('the topic configs are those of the pinned Kafka', async () => {
  const committed = join(import.meta.dirname, '..', '..', 'src', 'specs', 'generated', 'topic-configs.json');
  // Where this fails after a change of Kafka's version: node tools/kafka/generate-configs.mjs
  expect(await topicConfigs()).toBe(readFileSync(committed, 'utf8'));
});
