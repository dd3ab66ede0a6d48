import type {Level, Location, ResourceRef} from '../findings/finding.ts';
import type {Kind, Model, Resource} from '../specs/model.ts';
import type {Document} from './examples.ts';
import type {OptionSchemas, OptionsOf, OptionValues} from './options.ts';
import type {Schema} from './schema.ts';

/** What every rule says of itself. `weir rules`, `weir explain`, the reports and the tests come from it. */
export interface RuleDescription {
  /** What holds where the rule is satisfied: one line, no full stop. */
  title: string;
  /** Why it matters, and what goes wrong otherwise: one paragraph. */
  rationale: string;
  /** Level in the recommended pack; `off` is for rules that a team chooses by name. */
  level: Level | 'off';
  /**
   * Levels in other packs, by the pack's name, where they are not what the pack makes of `level`. The packs
   * `exactly-once` and `regulated` judge only the rules that name them here.
   */
  packs?: Readonly<Record<string, Level | 'off'>>;
  /** Practices of the guide that this rule holds, like `TO2`. */
  covers?: readonly string[];
  /** When an exception is right, for whoever considers a waiver: one sentence or two. */
  waiveWhen?: string;
  /** Where the condition comes from: a KIP, a page of Kafka's documentation, a class of its source. At least one. */
  sources: readonly string[];
}

interface WithOptions extends RuleDescription {
  options: OptionSchemas;
  /** What is wrong with options that are each valid, like bounds that leave nothing between them: a clause; else undefined. */
  checkOptions?(options: OptionValues): string | undefined;
}

/** What a document rule knows when it words a finding; the rule's options stand beside these. */
export interface DocumentFacts {
  /** The value that is wrong; undefined where it is missing. */
  value: unknown;
  resource: Resource;
  /** JSON pointer of the value into the document. */
  pointer: string;
}

/** Judges each document of one kind alone, by a JSON Schema over `{options, document}`. */
export interface DocumentRule extends WithOptions {
  subject: 'document';
  kind: Kind;
  schema: Schema;
  /** Where the finding points: at the value (default), or at its key where the setting itself is wrong. */
  mark?: 'value' | 'key';
  message(facts: DocumentFacts & OptionValues): string;
  /** New values by path (`spec.replicationFactor`). */
  fix?(facts: DocumentFacts & OptionValues): Record<string, unknown>;
  examples: {good: readonly Document[]; bad: readonly Document[]};
}

/** What a rule found at a place in a resource. */
export interface Found {
  /** Whose document the finding points into. */
  resource: Resource;
  /** JSON pointer or path into that document. */
  at: string;
  message: string;
  /** Points at the key in place of the value. */
  mark?: 'value' | 'key';
  /** What the finding is about, where it is not `resource`: a removed topic is reported at the Cluster document. */
  about?: ResourceRef;
  evidence?: unknown;
  /** New values by path. */
  fix?: Record<string, unknown>;
  /** Tells apart several findings at one place. */
  discriminator?: string;
  /** True where the value may be a secret: no report shows its line. */
  redacted?: boolean;
  /** Names of the clusters that it concerns, where a rule judges several together; else the one that is judged. */
  clusters?: readonly string[];
}

export type ReportFound = (found: Found) => void;

/** What a rule about several documents may know besides them. */
export interface JudgeContext {
  /** ISO date, in UTC: rules about dates are functions of it and of the documents alone. */
  today: string;
}

/** Judges all documents that hold for one cluster together. Build indexes; never nest scans. */
export interface ModelRule extends WithOptions {
  subject: 'model';
  /** Kinds whose documents it judges: for the catalogue. */
  kinds: readonly Kind[];
  /** It judges each topic alone: a class of topics can change its level and options for its own. */
  eachTopic?: true;
  judgeAll(model: Model, options: OptionValues, report: ReportFound, context: JudgeContext): void;
  /** Each example is a set of documents. */
  examples: {good: readonly (readonly Document[])[]; bad: readonly (readonly Document[])[]};
}

/** Judges the documents of all clusters together: what one cluster alone cannot show. */
export interface ClustersRule extends WithOptions {
  subject: 'clusters';
  /** Kinds whose documents it judges: for the catalogue. */
  kinds: readonly Kind[];
  judgeAll(models: readonly Model[], options: OptionValues, report: ReportFound): void;
  /** Each example is a set of documents. */
  examples: {good: readonly (readonly Document[])[]; bad: readonly (readonly Document[])[]};
}

/** Judges one planned change at a time, with what is known of the live cluster. The plan's side gives both types. */
export interface PlanRule<Change = unknown, Facts = unknown> extends WithOptions {
  subject: 'plan';
  judge(change: Change, facts: Facts, options: OptionValues, report: ReportFound): void;
  examples: {good: readonly PlanExample<Change, Facts>[]; bad: readonly PlanExample<Change, Facts>[]};
}

export interface PlanExample<Change, Facts> {
  change: Change;
  facts: Facts;
}

export type RuleDefinition = DocumentRule | ModelRule | ClustersRule | PlanRule;

/** Where a rule was written, so that what is wrong with it is shown there. */
export interface RuleSource {
  /** Relative to the working directory, with `/`. */
  file: string;
  /** Position of the value at a JSON pointer into the file; only a rule in YAML has one. */
  locate?(pointer: string): Location;
}

/** A rule as it was loaded. Its id is its path below the policies: `topic/replication-factor`. */
export type Rule<Definition extends RuleDefinition = RuleDefinition> = Definition & {
  id: string;
  /** `weir`: shipped and compiled ahead of time; `team`: loaded from the working directory. */
  origin: 'weir' | 'team';
  /** A team's alone. */
  source?: RuleSource;
};

/** Whether a rule judges one topic at a time, so that a class of topics can change its level and options. */
export function judgesEachTopic(rule: RuleDefinition): boolean {
  return rule.subject === 'document' ? rule.kind === 'Topic' : rule.subject === 'model' && rule.eachTopic === true;
}

type NoOptions = Record<never, never>;

/** A rule about one document of a kind. `weir rules` lists those that ship. */
export function policy<K extends Kind, const O extends OptionSchemas = NoOptions>(
  definition: Omit<DocumentRule, 'subject' | 'kind' | 'options' | 'checkOptions' | 'message' | 'fix'> & {
    kind: K;
    options?: O;
    checkOptions?(options: OptionsOf<O>): string | undefined;
    message(facts: DocumentFacts & {resource: Resource<K>} & OptionsOf<O>): string;
    fix?(facts: DocumentFacts & {resource: Resource<K>} & OptionsOf<O>): Record<string, unknown>;
  },
): DocumentRule {
  // The engine hands `message` resources of `kind` and values checked against `options`: the types erased here.
  return {options: {}, ...definition, subject: 'document'} as unknown as DocumentRule;
}

/** A rule about all documents of a cluster together. */
export function modelPolicy<const O extends OptionSchemas = NoOptions>(
  definition: Omit<ModelRule, 'subject' | 'options' | 'checkOptions' | 'judgeAll'> & {
    options?: O;
    checkOptions?(options: OptionsOf<O>): string | undefined;
    judgeAll(model: Model, options: OptionsOf<O>, report: ReportFound, context: JudgeContext): void;
  },
): ModelRule {
  // As above: options are checked against their schemas before they come here.
  return {options: {}, ...definition, subject: 'model'} as unknown as ModelRule;
}

/**
 * A rule about each topic alone, by code, which may look at the Cluster too: what its brokers are said to run with holds
 * where the topic is silent. Undefined: the specs have no Cluster.
 */
export function topicPolicy<const O extends OptionSchemas = NoOptions>({
  judge,
  ...definition
}: Omit<ModelRule, 'subject' | 'kinds' | 'eachTopic' | 'options' | 'judgeAll'> & {
  options?: O;
  judge(topic: Resource<'Topic'>, options: OptionsOf<O>, report: ReportFound, cluster: Resource<'Cluster'> | undefined): void;
}): ModelRule {
  return {
    ...modelPolicy<O>({
      ...definition,
      kinds: ['Topic'],
      judgeAll({topics, cluster}, options, report) {
        for (const topic of topics) judge(topic, options, report, cluster);
      },
    }),
    eachTopic: true,
  };
}

/** A rule about each ClientProfile alone, by code, which may look at the Cluster too: some of its settings brokers decide about. */
export function profilePolicy<const O extends OptionSchemas = NoOptions>({
  judge,
  ...definition
}: Omit<ModelRule, 'subject' | 'kinds' | 'eachTopic' | 'options' | 'judgeAll'> & {
  options?: O;
  judge(profile: Resource<'ClientProfile'>, options: OptionsOf<O>, report: ReportFound, cluster: Resource<'Cluster'> | undefined): void;
}): ModelRule {
  return modelPolicy<O>({
    ...definition,
    kinds: ['ClientProfile'],
    judgeAll({profiles, cluster}, options, report) {
      for (const profile of profiles) judge(profile, options, report, cluster);
    },
  });
}

/** A rule about the documents of all clusters together. Options for an environment do not reach it: it judges several. */
export function clustersPolicy<const O extends OptionSchemas = NoOptions>(
  definition: Omit<ClustersRule, 'subject' | 'options' | 'checkOptions' | 'judgeAll'> & {
    options?: O;
    checkOptions?(options: OptionsOf<O>): string | undefined;
    judgeAll(models: readonly Model[], options: OptionsOf<O>, report: ReportFound): void;
  },
): ClustersRule {
  // As above.
  return {options: {}, ...definition, subject: 'clusters'} as unknown as ClustersRule;
}

/** A rule about a planned change. */
export function planPolicy<Change, Facts, const O extends OptionSchemas = NoOptions>(
  definition: Omit<PlanRule<Change, Facts>, 'subject' | 'options' | 'judge'> & {
    options?: O;
    judge(change: Change, facts: Facts, options: OptionsOf<O>, report: ReportFound): void;
  },
): PlanRule<Change, Facts> {
  // As above.
  return {options: {}, ...definition, subject: 'plan'} as unknown as PlanRule<Change, Facts>;
}

/** A set of levels, named as its file in `policies/packs/`. */
export interface Pack {
  subject: 'pack';
  /** What a team that takes it gets: one sentence. */
  summary: string;
  /** Undefined: the pack says nothing of this rule, and an earlier pack decides; without one it is off. */
  levelOf(rule: RuleDescription): Level | 'off' | undefined;
}

/** A pack: it only sets levels. */
export function pack(definition: Omit<Pack, 'subject'>): Pack {
  return {...definition, subject: 'pack'};
}

/**
 * What a topic is for, and so within which bounds it is judged: topics choose it by `metadata.labels.class`, and its
 * name is that of its file in `policies/classes/`.
 */
export interface TopicClass {
  subject: 'class';
  /** What topics of this class hold: one sentence. */
  summary: string;
  /** Levels and options by rule that hold for its topics in place of the general ones. */
  rules: Readonly<Record<string, {level?: Level | 'off'; options?: OptionValues}>>;
}

/** A topic class. */
export function topicClass(definition: Omit<TopicClass, 'subject'>): TopicClass {
  return {...definition, subject: 'class'};
}
