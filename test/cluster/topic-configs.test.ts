import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {generatedConfigs} from '../../tools/kafka/generate-configs.mjs';

test('the configs of topics and brokers are those of the pinned releases of Kafka', async () => {
  const folder = join(import.meta.dirname, '..', '..', 'src', 'specs', 'generated');
  // Where this fails after a change of a version: node tools/kafka/generate-configs.mjs
  for (const [name, text] of Object.entries(await generatedConfigs())) expect(readFileSync(join(folder, name), 'utf8'), name).toBe(text);
});
