import {hostProblem} from './acl-host.ts';
import {INTENT_KEYS, TOPIC_KEYS} from './application-schema.ts';
import {entriesOf, type Fields, optionalFields, optionalText, texts} from './fields.ts';
import type {Issue} from './kind.ts';

/** Kafka's own rule for names (Topic.LEGAL_CHARS, Topic.MAX_NAME_LENGTH): an intent on another name can never hold. */
export const LEGAL_TOPIC = /^[a-zA-Z0-9._-]{1,249}$/;

/** What the schema of an Application cannot say in words. */
export function checkApplication(spec: Fields): Issue[] {
  return [
    ...checkIntents(spec),
    ...(['produces', 'consumes'] as const).flatMap(key => entriesOf(spec, key).flatMap(({entry, at}) => checkTopics(entry, at))),
    ...entriesOf(spec, 'consumes').flatMap(({entry, at}) => checkDeadLetter(entry, at)),
    ...checkMirror(optionalFields(spec, 'mirrorMaker')),
    ...checkWorker(optionalFields(spec, 'connectWorker')),
    ...checkConnector(spec),
    ...checkHosts(texts(spec, 'hosts')),
    ...checkGroups(spec),
  ];
}

/** Told at an intent that an environment's patch takes away, where one does. */
function checkIntents(spec: Fields): Issue[] {
  if (INTENT_KEYS.some(key => spec[key] !== undefined)) return [];
  const message = `it says nothing of what the application does: state at least one of ${INTENT_KEYS.join(', ')}`;
  return [{rule: 'missing-key', pointer: '/spec/produces', message}];
}

function checkTopics(entry: Fields, at: string): Issue[] {
  const stated = TOPIC_KEYS.filter(key => entry[key] !== undefined);
  if (stated.length === 0) {
    return [
      {rule: 'missing-key', pointer: at, message: `an intent needs exactly one of ${TOPIC_KEYS.join(', ')}: which topics is it about?`},
    ];
  }
  if (stated.length > 1) {
    const message = `an intent takes one of ${TOPIC_KEYS.join(', ')}, not ${stated.join(' and ')}: make an entry for each`;
    return [{rule: 'value', pointer: `${at}/${stated[1]}`, key: true, message}];
  }
  return [
    ...namesOf(entry, at).flatMap(({name, pointer}) => checkName(name, pointer)),
    ...checkPrefix(optionalText(entry, 'topicPrefix'), `${at}/topicPrefix`),
  ];
}

function namesOf(entry: Fields, at: string): {name: string; pointer: string}[] {
  const topic = optionalText(entry, 'topic');
  return [
    ...(topic === undefined ? [] : [{name: topic, pointer: `${at}/topic`}]),
    ...texts(entry, 'topics').map((name, index) => ({name, pointer: `${at}/topics/${index}`})),
  ];
}

function checkName(name: string, pointer: string): Issue[] {
  if (LEGAL_TOPIC.test(name)) return [];
  const message =
    name.endsWith('*') && LEGAL_TOPIC.test(name.slice(0, -1))
      ? `${JSON.stringify(name)} is no name of a topic: for all topics that start with ${name.slice(0, -1)} write topicPrefix: ${name.slice(0, -1)}`
      : `${JSON.stringify(name)} can be no topic: Kafka takes letters, digits, ".", "_" and "-", at most 249`;
  return [{rule: 'value', pointer, message}];
}

function checkPrefix(prefix: string | undefined, pointer: string): Issue[] {
  if (prefix === undefined || LEGAL_TOPIC.test(prefix)) return [];
  const trimmed = prefix.replace(/\*+$/, '');
  const isStarred = trimmed !== prefix && LEGAL_TOPIC.test(trimmed);
  const message = isStarred
    ? `a prefix is compared as text, and no topic has a "*" in its name: leave the star out`
    : `no topic starts with ${JSON.stringify(prefix)}: Kafka takes letters, digits, ".", "_" and "-" in names`;
  return [{rule: 'value', pointer, message, ...(isStarred ? {fix: {[pointer]: trimmed}} : {})}];
}

function checkDeadLetter(entry: Fields, at: string): Issue[] {
  const deadLetter = optionalText(entry, 'deadLetter');
  if (deadLetter === undefined) return [];
  const pointer = `${at}/deadLetter`;
  const named = namesOf(entry, at).find(({name}) => name === deadLetter);
  if (named !== undefined) {
    const message = `${deadLetter} is read here: a record that cannot be processed would come back for ever; name another topic`;
    return [{rule: 'value', pointer, message}];
  }
  return checkName(deadLetter, pointer);
}

function checkMirror(mirror: Fields | undefined): Issue[] {
  if (mirror === undefined) return [];
  const at = '/spec/mirrorMaker';
  const stated = TOPIC_KEYS.filter(key => mirror[key] !== undefined);
  const issues = [
    ...namesOf(mirror, at).flatMap(({name, pointer}) => checkName(name, pointer)),
    ...checkPrefix(optionalText(mirror, 'topicPrefix'), `${at}/topicPrefix`),
  ];
  if (stated.length !== 1)
    issues.push({rule: 'value', pointer: at, key: true, message: 'mirrorMaker needs exactly one of topics, topicPrefix: what is copied?'});
  if (mirror['from'] === mirror['to'])
    issues.push({rule: 'value', pointer: `${at}/to`, message: 'from and to are one cluster: name the one that gets the copies'});
  return issues;
}

function checkWorker(worker: Fields | undefined): Issue[] {
  if (worker === undefined) return [];
  const keys = ['configTopic', 'offsetTopic', 'statusTopic'] as const;
  const issues = keys.flatMap(key => checkName(optionalText(worker, key) ?? '', `/spec/connectWorker/${key}`));
  for (const [index, key] of keys.entries()) {
    const twin = keys.slice(0, index).find(other => worker[other] === worker[key]);
    if (twin !== undefined)
      issues.push({
        rule: 'value',
        pointer: `/spec/connectWorker/${key}`,
        message: `${key} is ${twin} too: Connect needs three topics`,
      });
  }
  return issues;
}

function checkConnector(spec: Fields): Issue[] {
  const connector = optionalFields(spec, 'connector');
  if (connector === undefined) return [];
  // Each has a group of its own by default, and the user of a connector is not that of its workers.
  const other = (['streams', 'connectWorker'] as const).find(key => spec[key] !== undefined);
  if (other !== undefined) {
    const message = `connector and ${other} are two programs: make an Application of each`;
    return [{rule: 'value', pointer: '/spec/connector', key: true, message}];
  }
  const isSink = connector['type'] === 'sink';
  const issues: Issue[] = [];
  const needed = isSink ? 'consumes' : 'produces';
  if (spec[needed] === undefined) {
    const message = `a ${isSink ? 'sink' : 'source'} ${needed} something: state ${needed} with its topics`;
    issues.push({rule: 'missing-key', pointer: `/spec/${needed}`, message});
  }
  if (isSink && connector['exactlyOnce'] !== undefined) {
    const message = 'exactlyOnce is for sources: what a sink writes outside of Kafka is in no transaction of Kafka';
    issues.push({rule: 'value', pointer: '/spec/connector/exactlyOnce', key: true, message});
  }
  return issues;
}

/** What would be every group, or every transactional id, where one is meant. */
function checkGroups(spec: Fields): Issue[] {
  const {streams, connectWorker, connector, transactionalId} = {
    streams: optionalFields(spec, 'streams'),
    connectWorker: optionalFields(spec, 'connectWorker'),
    connector: optionalFields(spec, 'connector'),
    transactionalId: optionalFields(spec, 'transactionalId'),
  };
  const exactlyOnce = connector === undefined ? undefined : optionalFields(connector, 'exactlyOnce');
  const stated = [
    ...texts(spec, 'groups').map((name, index) => ({name, pointer: `/spec/groups/${index}`})),
    ...entriesOf(spec, 'consumes').map(({entry, at}) => ({name: optionalText(entry, 'group'), pointer: `${at}/group`})),
    ...texts(transactionalId ?? {}, 'ids').map((name, index) => ({name, pointer: `/spec/transactionalId/ids/${index}`})),
    {name: optionalText(transactionalId ?? {}, 'prefix'), pointer: '/spec/transactionalId/prefix'},
    {name: optionalText(streams ?? {}, 'applicationId'), pointer: '/spec/streams/applicationId'},
    {name: optionalText(connectWorker ?? {}, 'group'), pointer: '/spec/connectWorker/group'},
    {name: optionalText(exactlyOnce ?? {}, 'workerGroup'), pointer: '/spec/connector/exactlyOnce/workerGroup'},
  ];
  return stated.flatMap(({name, pointer}) => {
    if (name !== '*') return [];
    return [{rule: 'value', pointer, message: '"*" would be every one that there is, of every application: write the name'}];
  });
}

function checkHosts(hosts: readonly string[]): Issue[] {
  return hosts.flatMap((host, index) => {
    const pointer = `/spec/hosts/${index}`;
    const problem = hostProblem(host, pointer);
    if (problem !== undefined) return [problem];
    if (host !== '*' || hosts.length === 1) return [];
    return [{rule: 'value', pointer, message: '"*" is any address, so the others change nothing: leave it out, or leave out hosts'}];
  });
}
