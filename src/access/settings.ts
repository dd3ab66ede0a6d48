import type {Resource} from '../specs/model.ts';
import type {AuthorizerSettings} from './authorize.ts';

/** Super users of the embedded cluster: its administrator and its nodes. */
export const SANDBOX_SUPER_USERS: readonly string[] = ['User:admin', 'User:CN=node'];

/**
 * What a Cluster says of its authorizer: the super users (split at semicolons, as StandardAuthorizer.getConfiguredSuperUsers
 * does), and what holds where no ACL is about a resource (allow.everyone.if.no.acl.found). Without a Cluster, Kafka's defaults.
 */
export function authorizerSettings(cluster: Pick<Resource<'Cluster'>, 'spec'> | undefined): Required<AuthorizerSettings> {
  const brokers = cluster?.spec.brokers;
  const stated = (brokers?.config?.['super.users'] ?? '')
    .split(';')
    .map(one => one.trim())
    .filter(one => one !== '');
  const superUsers = cluster?.spec.sandbox === true ? [...SANDBOX_SUPER_USERS, ...stated] : stated;
  const {allowIfNoAcl = brokers?.config?.['allow.everyone.if.no.acl.found'] === 'true'} = brokers?.authorizer ?? {};
  return {superUsers, allowIfNoAcl};
}
