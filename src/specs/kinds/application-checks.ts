import {hostProblem} from './acl-host.ts';
import {TOPIC_KEYS} from './application-schema.ts';
import {type Fields, isFields, optionalFields, optionalText, texts} from './fields.ts';
import type {Issue} from './kind.ts';

/** Kafka's own rule for names (Topic.LEGAL_CHARS, Topic.MAX_NAME_LENGTH): an intent on another name can never hold. */
const LEGAL_TOPIC = /^[a-zA-Z0-9._-]{1,249}$/;

/** What the schema of an Application cannot say in words. */
export function checkApplication(spec: Fields): Issue[] {
  return [
    ...(['produces', 'consumes'] as const).flatMap(key => entriesOf(spec, key).flatMap(({entry, at}) => checkTopics(entry, at))),
    ...entriesOf(spec, 'consumes').flatMap(({entry, at}) => checkDeadLetter(entry, at)),
    ...checkMirror(optionalFields(spec, 'mirrorMaker')),
    ...checkWorker(optionalFields(spec, 'connectWorker')),
    ...checkConnector(spec),
    ...texts(spec, 'hosts').flatMap((host, index) => {
      const problem = hostProblem(host, `/spec/hosts/${index}`);
      return problem === undefined ? [] : [problem];
    }),
    ...checkGroups(spec),
  ];
}

function entriesOf(spec: Fields, key: string): {entry: Fields; at: string}[] {
  const list = spec[key];
  return Array.isArray(list) ? list.filter(isFields).map((entry, index) => ({entry, at: `/spec/${key}/${index}`})) : [];
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

function checkGroups(spec: Fields): Issue[] {
  const stated = [
    ...texts(spec, 'groups').map((name, index) => ({name, pointer: `/spec/groups/${index}`})),
    ...entriesOf(spec, 'consumes').map(({entry, at}) => ({name: optionalText(entry, 'group'), pointer: `${at}/group`})),
  ];
  return stated.flatMap(({name, pointer}) => {
    if (name !== '*') return [];
    return [{rule: 'value', pointer, message: 'a consumer has one group, and "*" is no name of one: write the name'}];
  });
}
