import type {LiveTopic} from '../cluster/facts.ts';
import type {Fields} from '../specs/kinds/fields.ts';
import type {YamlValue} from '../specs/yaml/compose.ts';
import {settingForm} from './setting-form.ts';
import {unstatable} from './statable.ts';

/** What a Topic document says of a live topic; `rewritten` names settings whose text an apply would change, not their meaning. */
export type TopicForm = {spec: Fields; config: Record<string, WrittenSetting>; rewritten: string[]} | {reason: string};

/** A setting as a document states it, and the text that the reader of documents makes of that. */
export interface WrittenSetting {
  value: YamlValue;
  text: string;
}

/**
 * Partitions, replication factor, and the topic's own settings: all of them, also one that equals what it would inherit, for
 * it holds whatever the brokers' default becomes, and leaving it out would plan to take it away.
 */
export function topicForm({name, partitions, config: live}: LiveTopic, version?: string): TopicForm {
  const factors = [...new Set(partitions.map(({replicas}) => replicas.length))].sort((a, b) => a - b);
  const [replicationFactor] = factors;
  if (replicationFactor === undefined || factors.length > 1)
    return {reason: `its partitions have ${factors.join(' and ')} replicas: finish or cancel the reassignment, then import again`};
  const config: Record<string, WrittenSetting> = {};
  const rewritten: string[] = [];
  for (const setting of Object.keys(live).sort()) {
    const text = live[setting] ?? '';
    const form = settingForm(setting, text, version);
    if ('problem' in form)
      return {
        reason: `its setting ${setting}=${JSON.stringify(text)} would be taken away, because no document can say it: ${form.problem}`,
      };
    config[setting] = {value: form.value, text: 'text' in form ? form.text : text};
    if ('text' in form) rewritten.push(`${setting} is ${JSON.stringify(text)}, and applying writes ${JSON.stringify(form.text)}`);
  }
  const values = Object.fromEntries(Object.entries(config).map(([setting, {value}]) => [setting, value]));
  const spec: Fields = {partitions: partitions.length, replicationFactor, ...(Object.keys(values).length === 0 ? {} : {config: values})};
  const reason = unstatable('Topic', name, spec, version);
  return reason === undefined ? {spec, config, rewritten} : {reason};
}
