import type {Consent, EdgeKind, GraphEdge} from './graph.ts';

const KIND_TEXTS: Record<EdgeKind, Record<GraphEdge['flow'], string>> = {
  produces: {writes: 'writes', reads: 'reads'},
  consumes: {writes: 'writes', reads: 'reads'},
  'dead letter': {writes: 'writes dead letters', reads: 'reads dead letters'},
  internal: {writes: 'writes (internal)', reads: 'reads (internal)'},
  mirror: {writes: 'writes copies', reads: 'copies'},
};

/** What an application does with a topic: `reads in the group billing`. */
export function edgeText({kinds, groups, flow}: Pick<GraphEdge, 'kinds' | 'groups' | 'flow'>): string {
  const does = kinds.map(kind => KIND_TEXTS[kind][flow]).join(', ');
  return groups.length === 0 ? does : `${does} in ${groups.length === 1 ? 'the group' : 'the groups'} ${groups.join(', ')}`;
}

/** Nothing to say where none is needed. */
export const CONSENT_TEXTS: Record<Consent, string | undefined> = {
  'not needed': undefined,
  given: 'consented',
  missing: 'no consent',
};

/** The label of an edge in a diagram. */
export function edgeLabel(edge: GraphEdge): string {
  const consent = CONSENT_TEXTS[edge.consent];
  return consent === undefined ? edgeText(edge) : `${edgeText(edge)}: ${consent}`;
}
