import type {AclOperation, AclResourceType, ApplicationSpec, Resource} from '../../specs/model.ts';

/** A right that an archetype needs: what the broker asks for, and when. */
export interface Need {
  operation: AclOperation;
  type: AclResourceType;
  /** On which resources: `each topic that it writes`. */
  on: string;
  /** What it would fail to do without it: a clause, like `to send records`. */
  because: string;
  /** Where Kafka asks for it: class and method of its source, or a KIP. */
  source: string;
  /** What one of Kafka's own programs was seen to do without it (`test/long/*-rights.test.ts`): a sentence. */
  without?: string;
}

/** What a right is about: a name or a prefix, and where the intent names it (a JSON pointer into the Application). */
export interface Target {
  name: string;
  pattern: 'literal' | 'prefixed';
  at: string;
}

export interface ArchetypeContext {
  /** Whether a Topic document declares this name: then somebody else creates it, and the application need not. */
  isDeclared(topic: string): boolean;
}

/**
 * One way of using Kafka, and the least rights that it takes: one file in `src/access/archetypes/`. An Application is every
 * archetype that its intents make of it, so that rights add up: an exactly-once processor is a consumer with transactions.
 */
export interface Archetype<Key extends string = string> {
  /** Its name, as `access why` prints it: `consumer`. */
  name: string;
  /** One sentence for the reference. */
  summary: string;
  needs: Readonly<Record<Key, Need>>;
  /** Grants each need of the application on its targets. */
  rights(application: Pick<Resource<'Application'>, 'name' | 'spec'>, grant: Grant<Key>, context: ArchetypeContext): void;
  /** The `spec` of an Application that is it, for the reference: `user` and the topics of the example are added. */
  example: Readonly<Record<string, unknown>>;
}

export type Grant<Key extends string> = (need: Key, ...targets: Target[]) => void;

export function archetype<const Key extends string>(definition: Archetype<Key>): Archetype {
  // The keys that `rights` may use are those of `needs`; whoever runs it looks them up there.
  return definition as unknown as Archetype;
}

/** A right on one name. */
export function literal(name: string, at: string): Target {
  return {name, pattern: 'literal', at};
}

/** A right on all names that start so. */
export function prefixed(name: string, at: string): Target {
  return {name, pattern: 'prefixed', at};
}

/**
 * The group of a consumer that states none: Kafka Streams takes its application id (StreamsConfig.getMainConsumerConfigs), a
 * sink connector `connect-NAME` (SinkUtils.consumerGroupId), anything else by Weir's convention the application's name.
 */
export function defaultGroup({name, spec}: {name: string; spec: ApplicationSpec}): string {
  if (spec.streams !== undefined) return spec.streams.applicationId;
  return spec.connector?.type === 'sink' ? `connect-${spec.connector.name}` : name;
}
