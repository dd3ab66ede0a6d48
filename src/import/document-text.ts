import type {YamlValue} from '../specs/yaml/compose.ts';
import {keyText, valueText} from '../specs/yaml/edit-text.ts';
import {asYamlValue} from '../specs/yaml/edit-value.ts';

/** Longer lines are put in several. */
const WIDTH = 120;

export interface WrittenDocument {
  kind: string;
  metadata: Readonly<Record<string, unknown>>;
  spec: Readonly<Record<string, unknown>>;
}

/** A document as YAML in the style of this repository: what fits on a line stands on one. Reads back as exactly these values. */
export function documentText({kind, metadata, spec}: WrittenDocument): string {
  const fields = Object.entries(mapping(spec)).flatMap(([key, value]) => entryLines(key, value, 2));
  return ['apiVersion: weir/v1', `kind: ${kind}`, ...entryLines('metadata', mapping(metadata), 0), 'spec:', ...fields, ''].join('\n');
}

function mapping(value: unknown): {[key: string]: YamlValue} {
  const yaml = asYamlValue(value);
  if (typeof yaml !== 'object' || yaml === null || Array.isArray(yaml))
    throw new Error('a part of a document is no mapping that YAML can hold');
  return yaml;
}

function entryLines(key: string, value: YamlValue, indent: number): string[] {
  const start = `${' '.repeat(indent)}${keyText(key, 'plain')}:`;
  const line = `${start} ${valueText(value, 'plain')}`;
  if (line.length <= WIDTH || !isCollection(value)) return [line];
  return [start, ...blockLines(value, indent + 2)];
}

function blockLines(value: YamlValue[] | {[key: string]: YamlValue}, indent: number): string[] {
  if (!Array.isArray(value)) return Object.entries(value).flatMap(([key, item]) => entryLines(key, item, indent));
  return value.flatMap(item => {
    const pad = ' '.repeat(indent);
    const line = `${pad}- ${valueText(item, 'plain')}`;
    if (line.length <= WIDTH || !isCollection(item)) return [line];
    const [first = '', ...rest] = blockLines(item, indent + 2);
    return [`${pad}- ${first.trimStart()}`, ...rest];
  });
}

/** Has something in it: what is empty can only be written with brackets. */
function isCollection(value: YamlValue): value is YamlValue[] | {[key: string]: YamlValue} {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
