import {type ClientProfileSpec, clientValue, clientWhole, defaultText, profile, profilePolicy} from 'kafka-weir/policy';

export default profilePolicy({
  title: 'A producer for throughput gathers records and compresses them',
  rationale:
    'Each request costs a broker as much as the records in it. A producer that waits some milliseconds sends one where it would send a hundred, and a codec works on whole batches: small ones hardly shrink. For profiles with the label class: throughput; those for latency may do otherwise.',
  level: 'warning',
  packs: {development: 'note'},
  covers: ['PR2', 'PR3', 'TU1', 'TU2', 'TU3', 'C02.2', 'C07.1', 'C07.2', 'P14'],
  sources: [
    'Apache Kafka 4.3, ProducerConfig: batch.size 16384, linger.ms 5, compression.type none by default; full batches compress better',
    'Strimzi, Kafka producer configuration tuning: batch.size, linger.ms and compression.type for throughput',
    'The Kafka guide: batches of 32 KiB, 10 ms, lz4',
  ],
  waiveWhen: 'The records are compressed already, as images are, or there are too few of them to fill a batch.',
  options: {
    batchBytesMin: {type: 'integer', minimum: 1, description: 'Smallest batch.size in bytes.', default: 32_768},
    lingerMsMin: {type: 'integer', minimum: 0, description: 'Shortest linger.ms.', default: 5},
  },
  judge(resource, {batchBytesMin, lingerMsMin}, report) {
    const {spec, metadata} = resource;
    if (spec.producer === undefined || metadata.labels['class'] !== 'throughput') return;
    const say = (name: string, advice: string, value: string | number): void => {
      const {text} = clientValue(spec, 'producer', name);
      report({
        resource,
        at: `spec.producer.${name}`,
        discriminator: name,
        message: `${name} is ${text}${defaultText(clientValue(spec, 'producer', name))}, in a profile for throughput: ${advice}`,
        fix: {[`spec.producer.${name}`]: value},
      });
    };
    if (isBelow(spec, 'batch.size', batchBytesMin)) say('batch.size', `write ${batchBytesMin} at least`, batchBytesMin);
    if (isBelow(spec, 'linger.ms', lingerMsMin)) say('linger.ms', `write ${lingerMsMin} at least`, lingerMsMin);
    if (clientValue(spec, 'producer', 'compression.type').text === 'none')
      say('compression.type', 'write lz4 for speed, zstd or gzip for size', 'lz4');
  },
  examples: {
    good: [[profile()], [throughput({'batch.size': '64KiB', 'linger.ms': 10, 'compression.type': 'lz4'})]],
    bad: [
      [throughput({'batch.size': '64KiB', 'compression.type': 'none'})],
      [throughput({'batch.size': '64KiB', 'linger.ms': 1, 'compression.type': 'zstd'})],
      [throughput({'compression.type': 'lz4'})],
    ],
  },
});

function isBelow(spec: ClientProfileSpec, name: string, least: number): boolean {
  return clientWhole(spec, 'producer', name).whole < BigInt(least);
}

function throughput(producer: Record<string, unknown>) {
  return profile({metadata: {labels: {class: 'throughput'}}, producer});
}
