import {afterAll, beforeAll, describe} from 'vitest';
import {Admin} from '../../src/cluster/admin.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {eachRightIsNeeded, type Loss} from '../fixtures/each-right.ts';
import {testRoot} from '../fixtures/live-cluster.ts';
import {runStreams, STREAMS_EFFECTS, streamsRights} from '../fixtures/streams-rights.ts';

let admin: Admin;
beforeAll(async () => {
  admin = await Admin.open(await sandboxConnection({root: testRoot()}));
});
afterAll(async () => {
  await admin.close();
});

/** It does nothing, and says why. */
const STOPS: Loss = {lost: ['output', 'purged'], log: 'tells'};

describe.each(['classic', 'streams'] as const)('an exactly-once Kafka Streams program in a %s group', protocol => {
  eachRightIsNeeded({
    name: `rights-${protocol}`,
    effects: STREAMS_EFFECTS,
    rights: run => streamsRights({run, exactlyOnce: true}),
    observed: (run, rights, watch) => runStreams({admin, root: testRoot()}, {run, exactlyOnce: true, protocol}, rights, watch),
    losses: {
      'streams-rights: write topic RUN.out.v1': STOPS,
      'streams-rights: read topic RUN.in.v1': STOPS,
      'streams-rights: read group RUN-totals': STOPS,
      'streams-rights: read topic RUN-totals-*': STOPS,
      'streams-rights: write topic RUN-totals-*': STOPS,
      // The records of repartition topics stay for ever, and it says so at the level of debugging alone.
      'streams-rights: delete topic RUN-totals-*': {lost: ['purged'], log: 'silent'},
      // Brokers that make the topics themselves (KIP-1071) let the program wait for them without a word.
      'streams-rights: create topic RUN-totals-*': {...STOPS, log: protocol === 'classic' ? 'tells' : 'silent'},
      'streams-rights: write transactional-id RUN-totals-*': STOPS,
    },
  });
});
