import type {Objectives} from '../model.ts';
import {duration} from '../schema.ts';
import {type Fields, optionalNumber, present} from './fields.ts';

/** What a failover may cost: stated on a Cluster, tightened on a Topic. */
export const objectivesSchema = {
  type: 'object',
  description: 'What a failover may cost; the proofs measure it.',
  properties: {
    leaderFailover: duration('A new leader is known for every partition within this time.'),
    ackGap: duration('Longest pause between two acknowledgements that a producer sees.'),
    isrRecovery: duration('From the healing of a fault to full in-sync replicas.'),
    lagRecovery: duration('From the healing of a fault to the lag before it.'),
  },
  additionalProperties: false,
} as const;

export function objectivesOf(fields: Fields | undefined): Objectives {
  if (fields === undefined) return {};
  return present({
    leaderFailoverMs: optionalNumber(fields, 'leaderFailover'),
    ackGapMs: optionalNumber(fields, 'ackGap'),
    isrRecoveryMs: optionalNumber(fields, 'isrRecovery'),
    lagRecoveryMs: optionalNumber(fields, 'lagRecovery'),
  });
}
