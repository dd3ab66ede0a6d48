import {notOfARule} from '../findings/built-in.ts';
import {messageOf} from '../findings/error.ts';
import type {Level} from '../findings/finding.ts';
import {suggestion} from '../findings/suggest.ts';
import type {ConfigInput, StatedConfig, StatedRules} from './config.ts';
import {LEVELS} from './levels.ts';
import {defaultsOf, type OptionSchema, type OptionValues, patternProblem} from './options.ts';
import {judgesEachTopic, type Rule} from './rule.ts';
import {escapeKey} from './schema.ts';
import {type Positioned, quoted, SettingsReader} from './settings-reader.ts';
import {withinTime} from './time-limit.ts';
import type {Violation} from './validators.ts';

const FAIL_ON = ['error', 'warning', 'note'] as const;

/** What to do about a malformed `policy.yaml`. */
export const CONFIG_HINT = 'weir rules lists the rules, and weir explain RULE the options of one';

/** Checks a `policy.yaml` from its values, and says everything that is wrong with it at its place. */
export class ConfigReader {
  readonly #reader: SettingsReader;
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #input: ConfigInput;
  #everywhere: StatedRules = new Map();

  constructor(document: Positioned, input: ConfigInput) {
    this.#reader = new SettingsReader(document);
    this.#input = input;
    this.#rules = new Map(input.rules.map(rule => [rule.id, rule]));
  }

  /** Throws a usage error where anything is wrong. */
  read(): StatedConfig {
    const top = this.#reader.mapping('', ['packs', 'rules', 'classes', 'environments', 'failOn']);
    if ('rules' in top) this.#everywhere = this.#ruleTable('/rules');
    const stated: StatedConfig = {
      packs: 'packs' in top ? this.#packs('/packs', top['packs']) : ['recommended'],
      failOn: 'failOn' in top ? (this.#reader.choice('/failOn', FAIL_ON) ?? 'error') : 'error',
      rules: this.#everywhere,
      classes: 'classes' in top ? this.#classes() : new Map(),
      environments: 'environments' in top ? this.#environments() : new Map(),
    };
    this.#reader.finish(CONFIG_HINT);
    return stated;
  }

  #packs(pointer: string, value: unknown): string[] {
    if (!Array.isArray(value)) {
      this.#reader.problem(pointer, 'packs must be a list, like [recommended]; [] leaves io, syntax and schema');
      return [];
    }
    return value.flatMap((name: unknown, index) => {
      if (typeof name === 'string' && this.#input.packs.has(name)) return [name];
      this.#reader.problem(`${pointer}/${index}`, `there is no pack ${quoted(name)}${suggestion(name, this.#input.packs.keys())}`);
      return [];
    });
  }

  #environments(): StatedConfig['environments'] {
    const environments = new Map<string, {packs?: readonly string[]; rules: StatedRules; place: string}>();
    for (const name of Object.keys(this.#reader.mapping('/environments'))) {
      const pointer = `/environments${escapeKey(name)}`;
      const settings = this.#reader.mapping(pointer, ['packs', 'rules']);
      const packs = 'packs' in settings ? {packs: this.#packs(`${pointer}/packs`, settings['packs'])} : {};
      const rules: StatedRules = 'rules' in settings ? this.#ruleTable(`${pointer}/rules`, {under: [this.#everywhere]}) : new Map();
      environments.set(name, {...packs, rules, place: this.#reader.place(pointer, {key: true})});
    }
    return environments;
  }

  /** What a class of ours or of the team's code states. */
  #ofClass(name: string): StatedRules {
    return new Map(Object.entries(this.#input.classes.get(name)?.rules ?? {}));
  }

  #classes(): StatedConfig['classes'] {
    const classes = new Map<string, {summary?: string; rules: StatedRules}>();
    for (const name of Object.keys(this.#reader.mapping('/classes'))) {
      const pointer = `/classes${escapeKey(name)}`;
      const settings = this.#reader.mapping(pointer, ['summary', 'rules'], 'write {summary: …, rules: {…}}');
      const {summary} = settings;
      if (summary !== undefined && typeof summary !== 'string') this.#reader.problem(`${pointer}/summary`, 'the summary must be text');
      const rules: StatedRules =
        'rules' in settings
          ? this.#ruleTable(`${pointer}/rules`, {topicsOnly: true, under: [this.#ofClass(name), this.#everywhere]})
          : new Map();
      classes.set(name, {...(typeof summary === 'string' ? {summary} : {}), rules});
    }
    return classes;
  }

  /** `topicsOnly`: a class can only change rules that judge one topic at a time. */
  #ruleTable(pointer: string, {topicsOnly = false, under = []}: {topicsOnly?: boolean; under?: readonly StatedRules[]} = {}): StatedRules {
    const table = new Map<string, {level?: Level | 'off'; options?: OptionValues}>();
    for (const id of Object.keys(this.#reader.mapping(pointer))) {
      const at = pointer + escapeKey(id);
      const rule = this.#rules.get(id);
      if (rule === undefined) {
        const reason = notOfARule(id);
        const unknown = `there is no rule ${quoted(id)}${suggestion(id, this.#rules.keys())}`;
        this.#reader.problem(at, reason === undefined ? unknown : `${id} has no level, because no rule makes it: ${reason}`, {key: true});
        continue;
      }
      if (topicsOnly && !judgesEachTopic(rule)) {
        this.#reader.problem(at, `${id} does not judge single topics, so a topic class cannot change it; state it under rules`, {
          key: true,
        });
        continue;
      }
      const settings = this.#reader.mapping(at, ['level', 'options'], 'write {level: …, options: {…}}');
      const level = 'level' in settings ? this.#reader.choice(`${at}/level`, LEVELS) : undefined;
      const options =
        'options' in settings
          ? this.#options(
              `${at}/options`,
              rule,
              under.map(one => one.get(id)?.options ?? {}),
            )
          : undefined;
      table.set(id, {...(level === undefined ? {} : {level}), ...(options === undefined ? {} : {options})});
    }
    return table;
  }

  /** `under`: what is stated for the rule elsewhere and holds here as well. */
  #options(pointer: string, rule: Rule, under: readonly OptionValues[]): OptionValues {
    const values = this.#reader.mapping(pointer);
    const violations = this.#input.validators.get(rule.id)?.options(values) ?? [];
    for (const violation of violations) this.#badOption(pointer, rule, violation);
    const bad = Object.entries(values).flatMap(([name, value]) => this.#badPatterns(pointer + escapeKey(name), rule.options[name], value));
    for (const {at, problem} of bad) this.#reader.problem(at, problem);
    if (violations.length > 0 || bad.length > 0) return values;
    const problem = contradiction(rule, Object.assign({}, defaultsOf(rule.options), ...under, values));
    if (problem !== undefined) this.#reader.problem(pointer, `the options of ${rule.id} contradict each other: ${problem}`);
    return values;
  }

  #badOption(pointer: string, rule: Rule, {keyword, instancePath, params, message}: Violation): void {
    const unknown = params['additionalProperty'];
    if (keyword === 'additionalProperties' && typeof unknown === 'string') {
      const names = Object.keys(rule.options);
      const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
      this.#reader.problem(
        pointer + escapeKey(unknown),
        `${rule.id} has no option ${quoted(unknown)}; ${known}${suggestion(unknown, names)}`,
        {
          key: true,
        },
      );
      return;
    }
    const allowed = params['allowedValues'];
    const list = Array.isArray(allowed) ? `: ${allowed.join(', ')}` : '';
    this.#reader.problem(pointer + instancePath, `the option ${instancePath.slice(1)} of ${rule.id} ${message ?? 'is not valid'}${list}`);
  }

  /** A pattern that does not compile would throw at every document. */
  #badPatterns(pointer: string, schema: OptionSchema | undefined, value: unknown): {at: string; problem: string}[] {
    const texts = Array.isArray(value)
      ? value.map((one: unknown, index) => ({at: `${pointer}/${index}`, one}))
      : [{at: pointer, one: value}];
    if (!isPattern(schema)) return [];
    return texts.flatMap(({at, one}) => {
      const problem = typeof one === 'string' ? patternProblem(one) : undefined;
      return problem === undefined ? [] : [{at, problem}];
    });
  }
}

/** True for a regular expression, and for a list of them. */
function isPattern(schema: OptionSchema | undefined): boolean {
  if (schema === undefined) return false;
  return schema.type === 'array' ? schema.items.format === 'regex' : 'format' in schema && schema.format === 'regex';
}

/** More than it takes by far: what goes on for longer is a pattern that backtracks without end. */
const CHECK_LIMIT_MS = 500;

function contradiction(rule: Rule, options: OptionValues): string | undefined {
  if (rule.checkOptions === undefined) return undefined;
  try {
    const check = () => rule.checkOptions?.(options);
    return withinTime(CHECK_LIMIT_MS, check, () => new Error(`to compare them took more than ${CHECK_LIMIT_MS / 1000} s`));
  } catch (error) {
    return messageOf(error);
  }
}
