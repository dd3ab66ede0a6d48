import type {Kind} from '../model.ts';
import acl from './acl.ts';
import application from './application.ts';
import clientProfile from './client-profile.ts';
import cluster from './cluster.ts';
import type {KindDefinition} from './kind.ts';
import quota from './quota.ts';
import topic from './topic.ts';
import user from './user.ts';

/** Every kind by its name. */
export const KIND_DEFINITIONS: {[K in Kind]: KindDefinition<K>} = {
  Cluster: cluster,
  Topic: topic,
  Acl: acl,
  Quota: quota,
  User: user,
  Application: application,
  ClientProfile: clientProfile,
};
