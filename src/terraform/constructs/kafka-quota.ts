import {Quota} from '@cdktf/provider-kafka/quota';
import type {TerraformMetaArguments} from 'cdktf';
import type {Construct} from 'constructs';
import {QUOTA_RATES, type QuotaEntityType, type QuotaSpec} from '../../specs/model.ts';
import {literal} from '../literal.ts';
import {quotaId} from '../resource-ids.ts';

type Rates = Pick<QuotaSpec, keyof typeof QUOTA_RATES>;

export interface KafkaQuotaProps extends TerraformMetaArguments, Readonly<Rates> {
  /** One of them; `{default: 'user'}` is for all users without a quota of their own. */
  readonly entity: {readonly user: string} | {readonly clientId: string} | {readonly ip: string} | {readonly default: QuotaEntityType};
}

/** What a user, a client id or an address may use. A change of it is a removal and a creation: the provider has no other. */
export class KafkaQuota extends Quota {
  constructor(scope: Construct, {entity: stated, ...props}: KafkaQuotaProps) {
    const entity = entityOf(stated);
    const meta: Record<string, unknown> = {...props};
    const rates = Object.entries(QUOTA_RATES).flatMap(([field, key]): [string, number][] => {
      delete meta[field];
      // The table's keys are exactly the fields.
      const rate = props[field as keyof Rates];
      return rate === undefined ? [] : [[key, rate]];
    });
    super(scope, quotaId({spec: {entity}}), {
      ...meta,
      entityType: entity.type === 'clientId' ? 'client-id' : entity.type,
      ...(entity.name === undefined ? {} : {entityName: literal(entity.name)}),
      config: Object.fromEntries(rates),
    });
  }
}

function entityOf(entity: KafkaQuotaProps['entity']): QuotaSpec['entity'] {
  if ('default' in entity) return {type: entity.default, name: undefined};
  if ('user' in entity) return {type: 'user', name: entity.user};
  return 'ip' in entity ? {type: 'ip', name: entity.ip} : {type: 'clientId', name: entity.clientId};
}
