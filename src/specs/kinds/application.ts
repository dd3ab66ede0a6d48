import type {
  ApplicationSpec,
  ConnectorIntent,
  ConnectWorkerIntent,
  ConsumeIntent,
  IntendedTopic,
  MirrorMakerIntent,
  StreamsIntent,
  TransactionalIds,
} from '../model.ts';
import {checkApplication} from './application-checks.ts';
import {applicationSchema} from './application-schema.ts';
import {
  choice,
  entriesOf,
  type Fields,
  optionalFields,
  optionalFlag,
  optionalNumber,
  optionalText,
  present,
  text,
  texts,
} from './fields.ts';
import {kind} from './kind.ts';

/** A program that uses the cluster, by what it does there. */
export default kind({
  kind: 'Application',
  description: 'A program by what it does: which topics it writes and reads, in which groups and transactions. Weir derives its ACLs.',
  covers: ['SE3', 'CO4'],
  spec: applicationSchema,
  check: checkApplication,
  resolve: (spec): ApplicationSpec =>
    present({
      user: text(spec, 'user'),
      hosts: spec['hosts'] === undefined ? ['*'] : texts(spec, 'hosts'),
      produces: entriesOf(spec, 'produces').map(({entry, at}) => ({topics: topicsOf(entry, at)})),
      consumes: entriesOf(spec, 'consumes').map(({entry, at}) => consumeOf(entry, at)),
      groups: texts(spec, 'groups'),
      transactionalId: transactionalIdsOf(optionalFields(spec, 'transactionalId')),
      streams: streamsOf(optionalFields(spec, 'streams')),
      connectWorker: connectWorkerOf(optionalFields(spec, 'connectWorker')),
      connector: connectorOf(optionalFields(spec, 'connector')),
      mirrorMaker: mirrorMakerOf(optionalFields(spec, 'mirrorMaker')),
      instances: optionalNumber(spec, 'instances'),
      client: optionalText(spec, 'client'),
      acls: spec['acls'] === undefined ? 'derived' : choice(spec, 'acls', ['derived', 'written']),
    }),
});

function topicsOf(entry: Fields, at: string): IntendedTopic[] {
  const topic = optionalText(entry, 'topic');
  const prefix = optionalText(entry, 'topicPrefix');
  return [
    ...(topic === undefined ? [] : [{name: topic, pattern: 'literal' as const, at: `${at}/topic`}]),
    ...texts(entry, 'topics').map((name, index) => ({name, pattern: 'literal' as const, at: `${at}/topics/${index}`})),
    ...(prefix === undefined ? [] : [{name: prefix, pattern: 'prefixed' as const, at: `${at}/topicPrefix`}]),
  ];
}

function consumeOf(entry: Fields, at: string): ConsumeIntent {
  const seconds = optionalNumber(entry, 'maxLagSeconds');
  return present({
    topics: topicsOf(entry, at),
    group: optionalText(entry, 'group'),
    deadLetter: optionalText(entry, 'deadLetter'),
    maxLag: optionalNumber(entry, 'maxLag'),
    maxLagMs: seconds === undefined ? undefined : seconds * 1_000,
    at,
  });
}

function transactionalIdsOf(fields: Fields | undefined): TransactionalIds | undefined {
  if (fields === undefined) return undefined;
  const prefix = optionalText(fields, 'prefix');
  if (prefix !== undefined) return {ids: [{name: prefix, pattern: 'prefixed', at: '/spec/transactionalId/prefix'}]};
  return {ids: texts(fields, 'ids').map((name, index) => ({name, pattern: 'literal', at: `/spec/transactionalId/ids/${index}`}))};
}

function streamsOf(fields: Fields | undefined): StreamsIntent | undefined {
  if (fields === undefined) return undefined;
  return {
    applicationId: text(fields, 'applicationId'),
    createsTopics: optionalFlag(fields, 'createsTopics') ?? true,
    exactlyOnce: optionalFlag(fields, 'exactlyOnce') ?? false,
  };
}

function connectWorkerOf(fields: Fields | undefined): ConnectWorkerIntent | undefined {
  if (fields === undefined) return undefined;
  return {
    group: text(fields, 'group'),
    configTopic: text(fields, 'configTopic'),
    offsetTopic: text(fields, 'offsetTopic'),
    statusTopic: text(fields, 'statusTopic'),
    exactlyOnceSource: optionalFlag(fields, 'exactlyOnceSource') ?? false,
  };
}

function connectorOf(fields: Fields | undefined): ConnectorIntent | undefined {
  if (fields === undefined) return undefined;
  const exactlyOnce = optionalFields(fields, 'exactlyOnce');
  return present({
    name: text(fields, 'name'),
    type: choice(fields, 'type', ['source', 'sink']),
    exactlyOnce:
      exactlyOnce === undefined
        ? undefined
        : {workerGroup: text(exactlyOnce, 'workerGroup'), offsetTopic: text(exactlyOnce, 'offsetTopic')},
  });
}

function mirrorMakerOf(fields: Fields | undefined): MirrorMakerIntent | undefined {
  if (fields === undefined) return undefined;
  return {
    from: text(fields, 'from'),
    to: text(fields, 'to'),
    side: choice(fields, 'side', ['source', 'target']),
    topics: topicsOf(fields, '/spec/mirrorMaker'),
    groups: texts(fields, 'groups'),
  };
}
