import type {Level} from '../findings/finding.ts';
import {suggestion} from '../findings/suggest.ts';
import type {YamlDocument} from '../specs/yaml/document.ts';
import {type ConfigInput, malformed, type StatedConfig, type StatedRules} from './config.ts';
import type {OptionSchema, OptionValues} from './options.ts';
import type {Rule} from './rule.ts';
import {escapeKey} from './schema.ts';
import type {Violation} from './validators.ts';
import {valueAt} from './violations.ts';

const LEVELS = ['error', 'warning', 'note', 'off'] as const;
const FAIL_ON = ['error', 'warning', 'note'] as const;

/** Checks a `policy.yaml` from its values, and says everything that is wrong with it at its place. */
export class ConfigReader {
  readonly #document: YamlDocument;
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #input: ConfigInput;
  readonly #problems: string[] = [];

  constructor(document: YamlDocument, input: ConfigInput) {
    this.#document = document;
    this.#input = input;
    this.#rules = new Map(input.rules.map(rule => [rule.id, rule]));
  }

  /** Throws a usage error where anything is wrong. */
  read(): StatedConfig {
    const top = this.#mapping('', ['packs', 'rules', 'classes', 'environments', 'failOn']);
    const stated: StatedConfig = {
      packs: 'packs' in top ? this.#packs('/packs', top['packs']) : ['recommended'],
      failOn: 'failOn' in top ? (this.#choice('/failOn', FAIL_ON) ?? 'error') : 'error',
      rules: 'rules' in top ? this.#ruleTable('/rules') : new Map(),
      classes: 'classes' in top ? this.#classes() : new Map(),
      environments: 'environments' in top ? this.#environments() : new Map(),
    };
    if (this.#problems.length > 0) throw malformed(this.#problems);
    return stated;
  }

  #packs(pointer: string, value: unknown): string[] {
    if (!Array.isArray(value)) {
      this.#problem(pointer, 'packs must be a list, like [recommended]; [] leaves io, syntax and schema');
      return [];
    }
    return value.flatMap((name: unknown, index) => {
      if (typeof name === 'string' && this.#input.packs.has(name)) return [name];
      this.#problem(`${pointer}/${index}`, `there is no pack ${quoted(name)}${suggestion(name, this.#input.packs.keys())}`);
      return [];
    });
  }

  #environments(): StatedConfig['environments'] {
    const environments = new Map<string, {packs?: readonly string[]; rules: StatedRules; place: string}>();
    for (const name of Object.keys(this.#mapping('/environments'))) {
      const pointer = `/environments${escapeKey(name)}`;
      const settings = this.#mapping(pointer, ['packs', 'rules']);
      const packs = 'packs' in settings ? {packs: this.#packs(`${pointer}/packs`, settings['packs'])} : {};
      const rules: StatedRules = 'rules' in settings ? this.#ruleTable(`${pointer}/rules`) : new Map();
      environments.set(name, {...packs, rules, place: this.#place(pointer, {key: true})});
    }
    return environments;
  }

  #classes(): StatedConfig['classes'] {
    const classes = new Map<string, {summary?: string; rules: StatedRules}>();
    for (const name of Object.keys(this.#mapping('/classes'))) {
      const pointer = `/classes${escapeKey(name)}`;
      const settings = this.#mapping(pointer, ['summary', 'rules'], 'write {summary: …, rules: {…}}');
      const {summary} = settings;
      if (summary !== undefined && typeof summary !== 'string') this.#problem(`${pointer}/summary`, 'the summary must be text');
      const rules: StatedRules = 'rules' in settings ? this.#ruleTable(`${pointer}/rules`, {topicsOnly: true}) : new Map();
      classes.set(name, {...(typeof summary === 'string' ? {summary} : {}), rules});
    }
    return classes;
  }

  /** `topicsOnly`: a class can only change rules that judge one topic at a time. */
  #ruleTable(pointer: string, {topicsOnly = false}: {topicsOnly?: boolean} = {}): StatedRules {
    const table = new Map<string, {level?: Level | 'off'; options?: OptionValues}>();
    for (const id of Object.keys(this.#mapping(pointer))) {
      const at = pointer + escapeKey(id);
      const rule = this.#rules.get(id);
      if (rule === undefined) {
        this.#problem(at, `there is no rule ${quoted(id)}${suggestion(id, this.#rules.keys())}`, {key: true});
        continue;
      }
      if (topicsOnly && !(rule.subject === 'document' && rule.kind === 'Topic')) {
        this.#problem(at, `${id} does not judge single topics, so a topic class cannot change it; state it under rules`, {key: true});
        continue;
      }
      const settings = this.#mapping(at, ['level', 'options'], 'write {level: …, options: {…}}');
      const level = 'level' in settings ? this.#choice(`${at}/level`, LEVELS) : undefined;
      const options = 'options' in settings ? this.#options(`${at}/options`, rule) : undefined;
      table.set(id, {...(level === undefined ? {} : {level}), ...(options === undefined ? {} : {options})});
    }
    return table;
  }

  #options(pointer: string, rule: Rule): OptionValues {
    const values = this.#mapping(pointer);
    for (const violation of this.#input.validators.get(rule.id)?.options(values) ?? []) this.#badOption(pointer, rule, violation);
    for (const [name, value] of Object.entries(values)) this.#badPattern(pointer + escapeKey(name), rule.options[name], value);
    return values;
  }

  #badOption(pointer: string, rule: Rule, {keyword, instancePath, params, message}: Violation): void {
    const unknown = params['additionalProperty'];
    if (keyword === 'additionalProperties' && typeof unknown === 'string') {
      const names = Object.keys(rule.options);
      const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
      this.#problem(pointer + escapeKey(unknown), `${rule.id} has no option ${quoted(unknown)}; ${known}${suggestion(unknown, names)}`, {
        key: true,
      });
      return;
    }
    const allowed = params['allowedValues'];
    const list = Array.isArray(allowed) ? `: ${allowed.join(', ')}` : '';
    this.#problem(pointer + instancePath, `the option ${instancePath.slice(1)} of ${rule.id} ${message ?? 'is not valid'}${list}`);
  }

  /** A pattern that does not compile would throw at every document. */
  #badPattern(pointer: string, schema: OptionSchema | undefined, value: unknown): void {
    const isPattern = schema !== undefined && 'format' in schema && schema.format === 'regex';
    if (!isPattern || typeof value !== 'string') return;
    try {
      new RegExp(value, 'u');
    } catch (error) {
      this.#problem(pointer, `this is no regular expression: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #choice<const C extends string>(pointer: string, choices: readonly C[]): C | undefined {
    const value = valueAt(this.#document.value, pointer);
    const known = choices.find(choice => choice === value);
    if (known === undefined) this.#problem(pointer, `${quoted(value)} is none of ${choices.join(', ')}${suggestion(value, choices)}`);
    return known;
  }

  #mapping(pointer: string, keys?: readonly string[], hint?: string): Record<string, unknown> {
    const value: unknown = pointer === '' ? this.#document.value : valueAt(this.#document.value, pointer);
    if (!isRecord(value)) {
      this.#problem(
        pointer,
        `${pointer === '' ? 'the file' : quoted(lastKey(pointer))} must be a mapping${hint === undefined ? '' : `: ${hint}`}`,
      );
      return {};
    }
    for (const key of Object.keys(value)) {
      if (keys === undefined || keys.includes(key) || (pointer === '' && key.startsWith('x-'))) continue;
      this.#problem(pointer + escapeKey(key), `unknown key ${quoted(key)}${suggestion(key, keys)}`, {key: true});
    }
    return value;
  }

  #problem(pointer: string, message: string, options: {key?: boolean} = {}): void {
    this.#problems.push(`${this.#place(pointer, options)}: ${message}`);
  }

  #place(pointer: string, options: {key?: boolean}): string {
    const {file, line, column} = this.#document.locate(pointer, options);
    return `${file}:${line}:${column}`;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value));
}

function lastKey(pointer: string): string {
  return pointer
    .slice(pointer.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
}
