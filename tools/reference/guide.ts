/**
 * The practices of using Kafka well that Weir is meant to cover: patterns (P), practices by theme, and checklist lines
 * (C…). What covers one says so itself: a rule, command, kind or scenario in `covers`, a document in a comment
 * `<!-- covers: DR6 -->`. docs/coverage.md is made of both.
 */
export interface Practice {
  id: string;
  says: string;
  /** Practices that say the same in other words: what covers one of them covers this. */
  same?: readonly string[];
}

export interface Theme {
  title: string;
  practices: readonly Practice[];
}

export const GUIDE: readonly Theme[] = [
  {
    title: 'Patterns',
    practices: [
      {id: 'P01', says: 'client configurations: a default one and one for production'},
      {id: 'P02', says: 'producer: synchronous, asynchronous, flushed and closed'},
      {id: 'P03', says: 'transactional producer'},
      {id: 'P04', says: 'consumer: commit after handling, batches, seek'},
      {id: 'P05', says: 'rebalance listener that commits before partitions go'},
      {id: 'P06', says: 'topics: create, change, describe, delete'},
      {id: 'P07', says: 'partitions: counts, offsets, committed offsets'},
      {id: 'P08', says: 'groups: list, describe, delete, reset'},
      {id: 'P09', says: 'stream processor: input, function, output'},
      {id: 'P10', says: 'windowed aggregation'},
      {id: 'P11', says: 'resilient consumer: bounded retries'},
      {id: 'P12', says: 'dead letters'},
      {id: 'P13', says: 'exactly-once processor'},
      {id: 'P14', says: 'tuned producer'},
      {id: 'P15', says: 'tuned consumer'},
      {id: 'P16', says: 'monitor: lag and topic metrics'},
    ],
  },
  {
    title: 'Producers',
    practices: [
      {id: 'PR1', says: 'acks=all for critical data, 1 where throughput counts more'},
      {id: 'PR2', says: 'batch size and linger'},
      {id: 'PR3', says: 'compression with lz4 or gzip'},
      {id: 'PR4', says: 'request and delivery timeouts'},
      {id: 'PR5', says: 'idempotent producer'},
      {id: 'PR6', says: 'errors of network and brokers are handled'},
    ],
  },
  {
    title: 'Consumers',
    practices: [
      {id: 'CO1', says: 'manual commit'},
      {id: 'CO2', says: 'session timeout between quick detection and slow processing'},
      {id: 'CO3', says: 'max.poll.records to fit the processing'},
      {id: 'CO4', says: 'groups for parallelism'},
      {id: 'CO5', says: 'rebalance listener', same: ['P05']},
      {id: 'CO6', says: 'lag is watched', same: ['MO1']},
    ],
  },
  {
    title: 'Topics',
    practices: [
      {id: 'TO1', says: 'partition count between parallelism and overhead'},
      {id: 'TO2', says: 'replication factor of at least 3 in production'},
      {id: 'TO3', says: 'retention by how fresh the data must be'},
      {id: 'TO4', says: 'compaction where only the latest value counts'},
      {id: 'TO5', says: 'growth is planned: partitions never shrink'},
      {id: 'TO6', says: 'descriptive names by a convention'},
    ],
  },
  {
    title: 'Messages',
    practices: [
      {id: 'ME1', says: 'messages below 1 MB'},
      {id: 'ME2', says: 'keys where order matters'},
      {id: 'ME3', says: 'headers for tracing and routing'},
      {id: 'ME4', says: 'schemas that evolve'},
      {id: 'ME5', says: 'timestamps'},
      {id: 'ME6', says: 'consumers that may see a message twice'},
    ],
  },
  {
    title: 'Exactly-once',
    practices: [
      {id: 'EO1', says: 'transactional producer', same: ['P03']},
      {id: 'EO2', says: 'consumers read committed records only'},
      {id: 'EO3', says: 'idempotent producer', same: ['PR5']},
      {id: 'EO4', says: 'the transaction coordinator is watched: states and timeouts'},
      {id: 'EO5', says: 'failed transactions are handled'},
      {id: 'EO6', says: 'it is tested under failure'},
    ],
  },
  {
    title: 'Tuning',
    practices: [
      {id: 'TU1', says: 'batch size', same: ['PR2']},
      {id: 'TU2', says: 'linger', same: ['PR2']},
      {id: 'TU3', says: 'compression: lz4 for speed, gzip for size', same: ['PR3']},
      {id: 'TU4', says: 'fetch sizes to fit the messages'},
      {id: 'TU5', says: 'more consumers in a group', same: ['CO4']},
      {id: 'TU6', says: 'brokers are watched: throughput, latency, errors', same: ['MO2']},
    ],
  },
  {
    title: 'Monitoring',
    practices: [
      {id: 'MO1', says: 'lag of each partition'},
      {id: 'MO2', says: 'processor, memory, disk and network of brokers'},
      {id: 'MO3', says: 'JMX metrics through Prometheus'},
      {id: 'MO4', says: 'alerts for lag, lost brokers and imbalance'},
      {id: 'MO5', says: 'correlation ids in logs'},
      {id: 'MO6', says: 'tracing with OpenTelemetry or Jaeger'},
    ],
  },
  {
    title: 'Security',
    practices: [
      {id: 'SE1', says: 'SASL with SCRAM-SHA-256 or SCRAM-SHA-512'},
      {id: 'SE2', says: 'TLS'},
      {id: 'SE3', says: 'ACLs by role'},
      {id: 'SE4', says: 'audit log: who accessed what'},
      {id: 'SE5', says: 'passwords and certificates are rotated'},
      {id: 'SE6', says: 'development, staging and production are apart'},
    ],
  },
  {
    title: 'Disaster recovery',
    practices: [
      {id: 'DR1', says: 'replication factor of at least 3', same: ['TO2']},
      {id: 'DR2', says: 'leaders are elected automatically and safely'},
      {id: 'DR3', says: 'alert on under-replicated partitions'},
      {id: 'DR4', says: 'failover is tested'},
      {id: 'DR5', says: 'critical topics are mirrored'},
      {id: 'DR6', says: 'runbooks'},
    ],
  },
  {
    title: 'Checklist: set-up',
    practices: [
      {id: 'C01.1', says: 'brokers are configured'},
      {id: 'C01.2', says: 'KRaft'},
      {id: 'C01.3', says: 'partitions and replication factor', same: ['TO1', 'TO2']},
      {id: 'C01.4', says: 'SASL and TLS', same: ['SE1', 'SE2']},
      {id: 'C01.5', says: 'JMX metrics', same: ['MO3']},
    ],
  },
  {
    title: 'Checklist: producers',
    practices: [
      {id: 'C02.1', says: 'acks', same: ['PR1']},
      {id: 'C02.2', says: 'batches and compression', same: ['PR2', 'PR3']},
      {id: 'C02.3', says: 'idempotence', same: ['PR5']},
      {id: 'C02.4', says: 'retries and timeouts', same: ['PR4']},
      {id: 'C02.5', says: 'errors are handled and logged', same: ['PR6']},
    ],
  },
  {
    title: 'Checklist: consumers',
    practices: [
      {id: 'C03.1', says: 'groups and offsets', same: ['CO4', 'P08']},
      {id: 'C03.2', says: 'manual commit', same: ['CO1']},
      {id: 'C03.3', says: 'session and heartbeat', same: ['CO2']},
      {id: 'C03.4', says: 'rebalance listener', same: ['P05']},
      {id: 'C03.5', says: 'lag', same: ['MO1']},
    ],
  },
  {
    title: 'Checklist: topics',
    practices: [
      {id: 'C04.1', says: 'partitions', same: ['TO1']},
      {id: 'C04.2', says: 'retention', same: ['TO3']},
      {id: 'C04.3', says: 'compaction', same: ['TO4']},
      {id: 'C04.4', says: 'ACLs', same: ['SE3']},
      {id: 'C04.5', says: 'the naming convention is documented', same: ['TO6']},
    ],
  },
  {
    title: 'Checklist: messages',
    practices: [
      {id: 'C05.1', says: 'schemas', same: ['ME4']},
      {id: 'C05.2', says: 'keys', same: ['ME2']},
      {id: 'C05.3', says: 'headers', same: ['ME3']},
      {id: 'C05.4', says: 'idempotent handling', same: ['ME6']},
      {id: 'C05.5', says: 'a registry for Avro'},
    ],
  },
  {
    title: 'Checklist: exactly-once',
    practices: [
      {id: 'C06.1', says: 'transactional producer', same: ['P03']},
      {id: 'C06.2', says: 'read committed', same: ['EO2']},
      {id: 'C06.3', says: 'errors are handled', same: ['EO5']},
      {id: 'C06.4', says: 'the coordinator is watched', same: ['EO4']},
      {id: 'C06.5', says: 'the behaviour is tested', same: ['EO6']},
    ],
  },
  {
    title: 'Checklist: tuning',
    practices: [
      {id: 'C07.1', says: 'batches and linger', same: ['PR2']},
      {id: 'C07.2', says: 'compression', same: ['PR3']},
      {id: 'C07.3', says: 'fetch and poll sizes', same: ['TU4', 'CO3']},
      {id: 'C07.4', says: 'consumers are scaled', same: ['CO4']},
      {id: 'C07.5', says: 'throughput and latency are watched', same: ['MO2']},
    ],
  },
  {
    title: 'Checklist: monitoring',
    practices: [
      {id: 'C08.1', says: 'JMX', same: ['MO3']},
      {id: 'C08.2', says: 'Grafana dashboards'},
      {id: 'C08.3', says: 'alerts on lag', same: ['MO4']},
      {id: 'C08.4', says: 'health of brokers', same: ['MO2']},
      {id: 'C08.5', says: 'throughput and errors', same: ['MO2']},
    ],
  },
  {
    title: 'Checklist: security',
    practices: [
      {id: 'C09.1', says: 'SASL', same: ['SE1']},
      {id: 'C09.2', says: 'TLS', same: ['SE2']},
      {id: 'C09.3', says: 'ACLs', same: ['SE3']},
      {id: 'C09.4', says: 'audit log', same: ['SE4']},
      {id: 'C09.5', says: 'rotation', same: ['SE5']},
    ],
  },
  {
    title: 'Checklist: disaster recovery',
    practices: [
      {id: 'C10.1', says: 'replication factor of at least 3', same: ['TO2']},
      {id: 'C10.2', says: 'replication to another cluster', same: ['DR5']},
      {id: 'C10.3', says: 'failover is tested', same: ['DR4']},
      {id: 'C10.4', says: 'recovery is documented', same: ['DR6']},
      {id: 'C10.5', says: 'automatic backups'},
    ],
  },
  {
    title: 'Checklist: tests',
    practices: [
      {id: 'C11.1', says: 'load'},
      {id: 'C11.2', says: 'exactly-once', same: ['EO6']},
      {id: 'C11.3', says: 'rebalance'},
      {id: 'C11.4', says: 'error handling'},
      {id: 'C11.5', says: 'failover and recovery', same: ['DR4']},
    ],
  },
  {
    title: 'Checklist: documents',
    practices: [
      {id: 'C12.1', says: 'architecture'},
      {id: 'C12.2', says: 'topic design'},
      {id: 'C12.3', says: 'monitoring and alerts'},
      {id: 'C12.4', says: 'handbook of common problems'},
      {id: 'C12.5', says: 'API reference'},
    ],
  },
];
