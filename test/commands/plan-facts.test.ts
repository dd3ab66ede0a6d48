import {createServer} from 'node:net';
import {expect, it} from 'vitest';
import type {CommandContext} from '../../src/commands/command.ts';
import {planFactsOf} from '../../src/commands/plan-facts.ts';
import type {Preparation} from '../../src/commands/planning.ts';
import {planFacts, plannedAcl, plannedTopic} from '../../src/terraform/plan-examples.ts';

const complaints: string[] = [];
const context: CommandContext = {
  cwd: '/',
  env: {},
  result: () => undefined,
  say: () => undefined,
  complain: text => void complaints.push(text),
  progress: {run: (_title, work) => work(() => undefined)},
  signal: new AbortController().signal,
  color: false,
  interactive: false,
};

/** A cluster where nobody answers, and one that counts who asks. */
function prepared(port: number, clusterId: string | undefined): Preparation {
  const {model, clusterDocument} = planFacts();
  const connection = {cluster: 'production', bootstrap: [`127.0.0.1:${port}`], tls: undefined, sasl: undefined};
  // What is not of the cluster, like the engine, is not looked at.
  return {model: {...model, cluster: clusterDocument}, connection, clusterId} as unknown as Preparation;
}

it('asks the brokers nothing where nothing changes on the cluster', async () => {
  let asked = 0;
  const server = createServer(socket => {
    asked++;
    socket.destroy();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    for (const changes of [[], [plannedTopic('import'), plannedAcl('forget')]]) {
      const {live} = await planFactsOf(context, prepared(port, 'id'), changes);
      expect(live).toMatchObject({known: {topics: [], groups: {unknown: expect.stringContaining('not read')}}});
    }
    expect(asked).toBe(0);
    await planFactsOf(context, prepared(port, 'id'), [plannedTopic('delete')]);
    expect(asked).toBeGreaterThan(0);
  } finally {
    server.close();
  }
});

it('says what is unknown where the brokers cannot be asked, and goes on', async () => {
  complaints.length = 0;
  expect((await planFactsOf(context, prepared(1, 'id'), [plannedTopic('delete')])).live).toEqual({
    unknown: expect.stringContaining('127.0.0.1:1'),
  });
  expect(complaints).toEqual([expect.stringContaining('risks of this plan are judged without the brokers')]);
  const through = await planFactsOf(context, prepared(1, undefined), [plannedTopic('delete')]);
  expect(through.live).toEqual({unknown: expect.stringContaining("only Terraform's provider can authenticate")});
});
