/**
 * Records anew what the brokers answer, for the fast test: `npm run record:authorizer` writes test/access/golden/*.json.
 * It starts a sandbox of its own and takes half a minute. Run it where the random worlds changed or Kafka is a newer one,
 * and look at the difference: an answer that changed is a broker that decides in another way.
 */
import {mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import {sandboxDown, sandboxUp} from '../../../src/sandbox/sandbox.ts';
import {askBrokersClass} from '../../fixtures/authorizer-oracle.ts';
import {type RecordedWorld, writeRecording} from '../../fixtures/authorizer-recording.ts';
import {world} from '../../fixtures/authorizer-worlds.ts';
import {LiveAuthorizer} from '../../fixtures/live-authorizer.ts';
import {LIVE_HOSTS, liveWorld} from '../../fixtures/live-authorizer-worlds.ts';

const SEED = 4;
const CLASS_WORLDS = 60;
const QUESTIONS_OF_A_WORLD = 40;
const LIVE_WORLDS = 2;
/** Of the live broker's answers every so many are kept: a part is enough for the fast test. */
const KEPT_OF_LIVE = 7;

const worlds = fc.sample(world(QUESTIONS_OF_A_WORLD), {seed: SEED, numRuns: CLASS_WORLDS});
const answers = await askBrokersClass(worlds);
writeRecording(
  'authorizer-class',
  worlds.map((one, index) => ({...one, answers: answers[index] ?? ''})),
);

const root = mkdtempSync(path.join(realpathSync(tmpdir()), 'weir-record-'));
try {
  await sandboxUp({root, onProgress: text => console.log(text)});
  const live = await LiveAuthorizer.open(root, LIVE_HOSTS);
  try {
    const recorded: RecordedWorld[] = [];
    for (const one of fc.sample(liveWorld, {seed: SEED, numRuns: LIVE_WORLDS})) recorded.push(aPartOf(await live.ask(one, LIVE_HOSTS)));
    writeRecording('live-broker', recorded);
  } finally {
    await live.close();
  }
} finally {
  await sandboxDown({root, purge: true});
  rmSync(root, {recursive: true, force: true});
}

function aPartOf(recorded: RecordedWorld): RecordedWorld {
  const isKept = (index: number) => index % KEPT_OF_LIVE === 0;
  return {
    ...recorded,
    questions: recorded.questions.filter((_, index) => isKept(index)),
    answers: [...recorded.answers].filter((_, index) => isKept(index)).join(''),
  };
}
