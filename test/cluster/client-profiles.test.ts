import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {expect, test} from 'vitest';
import {connectionOf} from '../../src/clients/render/connection.ts';
import {TARGETS} from '../../src/clients/render/index.ts';
import {render} from '../../src/clients/render/target.ts';
import {sandboxEnvironment} from '../../src/sandbox/sandbox.ts';
import {loadSpecs} from '../../src/specs/load.ts';
import type {ClientSection} from '../../src/specs/model.ts';
import {run} from '../../tools/processes.mjs';
import {installToolchain} from '../../tools/toolchain.mjs';
import {testRoot} from '../fixtures/live-cluster.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const root = join(import.meta.dirname, '..', '..');
const {models} = loadSpecs({cwd: root, directory: 'topic-specs'});
const sandbox = models.find(({cluster}) => cluster?.spec.sandbox === true);
const profiles = sandbox?.profiles ?? [];

/** What a program that takes a profile finds in its environment. */
async function environment(): Promise<NodeJS.ProcessEnv> {
  const {KAFKA_ADMIN, KAFKA_ADMIN_PASSWORD, ...rest} = await sandboxEnvironment({root: testRoot()});
  return {...process.env, ...rest, KAFKA_USERNAME: KAFKA_ADMIN, KAFKA_PASSWORD: KAFKA_ADMIN_PASSWORD};
}

function text(target: string, name: string, section?: ClientSection): string {
  const found = profiles.find(one => one.name === name);
  const chosen = TARGETS[target];
  if (found === undefined || chosen === undefined || sandbox?.cluster === undefined) throw new Error(`there is no ${name} for ${target}`);
  const sections = section === undefined ? {} : {sections: [section]};
  return chosen.write(render(chosen, {name, profile: found.spec, ...sections, connection: connectionOf(sandbox.cluster)}));
}

const ofJava = profiles.flatMap(({name, spec}) =>
  (['producer', 'consumer'] as const).flatMap(section => (spec[section] === undefined ? [] : [[name, section] as const])),
);

test('there are profiles to try', () => expect(ofJava.length).toBeGreaterThan(5));

test.each(ofJava)("%s connects Kafka's own %s to the sandbox", async (name, section) => {
  const {kafka} = await installToolchain({parts: ['kafka']});
  const file = join(temporaryFolder(), 'client.properties');
  writeFileSync(file, text('java', name, section));
  const args = ['-cp', join(kafka.jarsDir, '*'), join(import.meta.dirname, 'UseProfile.java'), section, file];
  const [brokers, unknown] = (await run(kafka.java, args, {env: await environment()})).trim().split('\n');
  expect(Number(brokers)).toBe(3);
  expect(unknown ?? '').toBe('config.providers.env.class');
});

test.each(profiles.map(({name}) => name))('%s connects kafkajs to the sandbox', async name => {
  const file = join(temporaryFolder(), 'settings.mjs');
  // Where it stands it finds no kafkajs, and only the types of compression are asked of it.
  writeFileSync(
    file,
    text('kafkajs', name).replace("from 'kafkajs'", `from '${pathToFileURL(join(root, 'node_modules/kafkajs/index.js')).href}'`),
  );
  const before = {...process.env};
  Object.assign(process.env, await environment());
  try {
    const settings = await import(pathToFileURL(file).href);
    const {Kafka} = await import('kafkajs');
    const logCreator = () => () => undefined;
    if (settings.producer !== undefined) {
      const producer = new Kafka({...settings.producerClient, logCreator}).producer(settings.producer);
      await producer.connect();
      await producer.disconnect();
    }
    if (settings.consumer !== undefined) {
      const consumer = new Kafka({...settings.consumerClient, logCreator}).consumer({...settings.consumer, groupId: 'rendered-profile'});
      await consumer.connect();
      await consumer.disconnect();
    }
  } finally {
    for (const key of Object.keys(process.env)) if (!(key in before)) delete process.env[key];
  }
});
