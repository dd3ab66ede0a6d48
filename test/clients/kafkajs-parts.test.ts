import {createRequire} from 'node:module';
import kafkajs from 'kafkajs';
import {afterAll, describe, expect, it} from 'vitest';
import {BrokerOf, EncoderOf, poolBuilder, requests} from '../../src/clients/link/kafkajs-parts.ts';
import {CODEC_NAMES, CODECS} from '../../src/cluster/codecs.ts';
import {kafkajsClient} from '../../src/cluster/kafkajs-client.ts';
import {ScriptedCluster} from '../fixtures/scripted-cluster.ts';

const TYPES = {
  gzip: kafkajs.CompressionTypes.GZIP,
  snappy: kafkajs.CompressionTypes.Snappy,
  lz4: kafkajs.CompressionTypes.LZ4,
  zstd: kafkajs.CompressionTypes.ZSTD,
} as const;

describe('the parts of kafkajs that the library stands on', () => {
  it('are those of the version that was read', () => {
    const {version} = createRequire(import.meta.url)('kafkajs/package.json') as {version: string};
    expect(version, 'read src/clients/link again before another version is taken').toBe('2.2.4');
    expect(Object.getOwnPropertyNames(BrokerOf.prototype)).toEqual(expect.arrayContaining(['connect', 'disconnect', 'isConnected']));
    expect(typeof poolBuilder).toBe('function');
    expect(new EncoderOf().writeUVarIntString('x').writeInt64(-1n).buffer).toEqual(Buffer.from([2, 0x78, ...Array(8).fill(0xff)]));
  });

  it.each([
    ['Metadata', 6],
    ['GroupCoordinator', 2],
    ['InitProducerId', 1],
    ['AddPartitionsToTxn', 1],
    ['AddOffsetsToTxn', 1],
    ['TxnOffsetCommit', 1],
    ['EndTxn', 1],
  ])('know the request %s at version %i', (name, version) => {
    const {request} = requests[name]?.protocol({version})({topics: [], partitions: []}) ?? {};
    expect(request?.apiVersion).toBe(version);
  });
});

describe('codecs in kafkajs', () => {
  const clusters: ScriptedCluster[] = [];
  afterAll(() => Promise.all(clusters.map(cluster => cluster.stop())));

  it.each(CODEC_NAMES)('%s is written and read', async name => {
    const cluster = await ScriptedCluster.start(1, {t: [0]});
    clusters.push(cluster);
    const producer = kafkajsClient({cluster: 's', bootstrap: cluster.bootstrap, tls: undefined, sasl: undefined}).producer({
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    await producer.send({topic: 't', compression: TYPES[name], messages: [{partition: 0, value: 'x'.repeat(50_000)}]});
    await producer.disconnect();
    expect(cluster.valuesOf('t-0')).toEqual(['x'.repeat(50_000)]);
    const bytes = Buffer.from('read '.repeat(20_000));
    expect(await kafkajs.CompressionCodecs[TYPES[name]]?.().decompress(await CODECS[name].compress(bytes))).toEqual(bytes);
  });
});
