/** Every topic, group and ACL that a proof makes on a cluster begins with this; drift leaves them out. */
export const CANARY_PREFIX = 'weir-canary-';
