/**
 * `kafka-weir/access`: the broker's authorizer as functions (who may do what, which ACL decides, who may at all), and the least
 * ACLs of Applications, with their reasons.
 *
 *     import {AclIndex, authorize, whoCan} from 'kafka-weir/access';
 *     authorize(acls, {principal: 'User:audit', operation: 'read', resource: {type: 'topic', name: 'pay.v1'}}, {superUsers, allowIfNoAcl});
 */

export {AclIndex} from '../access/acl-index.ts';
export {
  type ArchetypeContext,
  defaultGroup,
} from '../access/archetypes/archetype.ts';
export {
  type AccessRequest,
  type AuthorizerSettings,
  authorize,
  type DecidedBy,
  type Decision,
  grantingOperations,
} from '../access/authorize.ts';
export {contextOf, type DerivedAcl, deriveAcls, needsOf, type Reason} from '../access/derive.ts';
export {authorizerSettings} from '../access/settings.ts';
export {type AclStatement, aclStatements, declaredBindings} from '../access/statements.ts';
export {type Access, type WhoCanOptions, type WhoCanQuestion, whoCan} from '../access/who-can.ts';
export {hostAddress} from '../specs/host-address.ts';
export {
  type AclBinding,
  type AclOperation,
  type AclResourceType,
  type AclSpec,
  bindingsOf,
  principalOf,
} from '../specs/model.ts';
