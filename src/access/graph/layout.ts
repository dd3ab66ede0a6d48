import type {AccessGraph, GraphApplication, GraphEdge, GraphTopic} from './graph.ts';
import {lanesOf} from './lanes.ts';

/** Units of the picture; the page scales it. */
export const SIZES = {
  width: 1200,
  /** From the edge of the picture to a domain's frame, and from there to its boxes. */
  margin: 1,
  inset: 18,
  box: {width: 272, height: 42},
  /** From the top of a box to that of the next one. */
  pitch: 54,
  headingHeight: 30,
  bandTitle: 34,
  bandGap: 20,
} as const;

export type Column = 'writers' | 'topics' | 'readers';

export interface Box {
  /** Index of what is highlighted together: an application has one box as a writer and one as a reader. */
  node: number;
  column: Column;
  x: number;
  y: number;
  application?: GraphApplication;
  topic?: GraphTopic;
}

export interface Band {
  /** Undefined: what belongs to no domain. */
  domain: string | undefined;
  y: number;
  height: number;
}

/** A line from the right side of one box to the left side of another. */
export interface Line {
  edge: GraphEdge;
  application: number;
  topic: number;
  from: {x: number; y: number};
  to: {x: number; y: number};
  /** Where it runs up or down, if it leads from one domain to another; within a domain it is a curve. */
  laneX?: number;
}

export interface Layout {
  height: number;
  bands: Band[];
  boxes: Box[];
  lines: Line[];
  /** How many nodes there are; their indices are those of `applications`, then those of `topics` of the graph. */
  nodes: number;
}

interface Item {
  node: number;
  column: Column;
  domain: string | undefined;
  application?: GraphApplication;
  topic?: GraphTopic;
  /** Edges that end at this box. */
  edges: GraphEdge[];
}

/**
 * Places for a picture in three columns: who writes, topics, who reads. A domain is a band across them, so that every line
 * runs in the two gaps between the columns and through no box. An application that writes and reads stands in both.
 */
export function layOut(graph: AccessGraph): Layout {
  const items = itemsOf(graph);
  const domains = bandOrder(graph, items);
  const order = arranged(items, domains);
  const placed = place(order, domains);
  return {...placed, lines: linesOf(graph, placed.boxes), nodes: graph.applications.length + graph.topics.length};
}

function itemsOf({applications, topics, edges}: AccessGraph): Item[] {
  const byApplication = Map.groupBy(edges, ({application}) => application);
  const byTopic = Map.groupBy(edges, ({topic}) => topic);
  return [
    ...applications.flatMap((application, node): Item[] => {
      const own = byApplication.get(application.name) ?? [];
      const [writes, reads] = [own.filter(({flow}) => flow === 'writes'), own.filter(({flow}) => flow === 'reads')];
      const item = {node, domain: application.domain, application};
      return [
        ...(writes.length > 0 || reads.length === 0 ? [{...item, column: 'writers' as const, edges: writes}] : []),
        ...(reads.length > 0 ? [{...item, column: 'readers' as const, edges: reads}] : []),
      ];
    }),
    ...topics.map(
      (topic, index): Item => ({
        node: applications.length + index,
        column: 'topics',
        domain: topic.domain,
        topic,
        edges: byTopic.get(topic.key) ?? [],
      }),
    ),
  ];
}

/** Up to so many domains, every order of them is tried. */
const PERMUTED_MAX = 7;

/** The order in which lines between domains are shortest; the order of the alphabet among equal ones. */
function bandOrder(graph: AccessGraph, items: readonly Item[]): (string | undefined)[] {
  const {domains} = graph;
  const homeless = items.some(({domain}) => domain === undefined) ? [undefined] : [];
  const domainOf = new Map(graph.applications.map(({name, domain}) => [name, domain]));
  const topicDomain = new Map(graph.topics.map(({key, domain}) => [key, domain]));
  const between = graph.edges
    .map(({application, topic}) => [domainOf.get(application), topicDomain.get(topic)] as const)
    .filter(([one, other]) => one !== other);
  if (domains.length > PERMUTED_MAX || between.length === 0) return [...domains, ...homeless];
  const lengthOf = (order: readonly string[]): number => {
    const placeOf = new Map(order.map((domain, index): [string | undefined, number] => [domain, index]));
    const last = order.length;
    return between.reduce((sum, [one, other]) => sum + Math.abs((placeOf.get(one) ?? last) - (placeOf.get(other) ?? last)), 0);
  };
  let best: readonly string[] = domains;
  let least = lengthOf(best);
  for (const order of permutations(domains)) {
    const length = lengthOf(order);
    if (length < least) [best, least] = [order, length];
  }
  return [...best, ...homeless];
}

/** In the order of the alphabet, where `domains` are. */
function* permutations(domains: readonly string[]): Generator<readonly string[]> {
  if (domains.length <= 1) yield domains;
  else for (const first of domains) for (const rest of permutations(domains.filter(one => one !== first))) yield [first, ...rest];
}

const COLUMNS: readonly Column[] = ['writers', 'topics', 'readers'];
const SWEEPS = 8;

/** Each domain's boxes, a list a column: those whose lines go up stand above those whose lines go down (barycentre heuristic). */
function arranged(items: readonly Item[], domains: readonly (string | undefined)[]): Map<string | undefined, Record<Column, Item[]>> {
  const bands = new Map(
    domains.map(domain => {
      const own = items.filter(one => one.domain === domain);
      const column = (name: Column): Item[] => own.filter(one => one.column === name);
      return [domain, {writers: column('writers'), topics: column('topics'), readers: column('readers')}];
    }),
  );
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const heights = heightsOf(place(bands, domains).boxes);
    const column = sweep % 2 === 0 ? (['writers', 'readers'] as const) : (['topics'] as const);
    for (const band of bands.values()) for (const name of column) band[name] = sorted(band[name], heights);
  }
  return bands;
}

/** Of the boxes at which edges end. */
interface Heights {
  topics: ReadonlyMap<string, number>;
  writers: ReadonlyMap<string, number>;
  readers: ReadonlyMap<string, number>;
}

function heightsOf(boxes: readonly Box[]): Heights {
  const of = (column: Column) =>
    new Map(boxes.filter(one => one.column === column).map(({application, topic, y}) => [application?.name ?? topic?.key ?? '', y]));
  return {topics: of('topics'), writers: of('writers'), readers: of('readers')};
}

function sorted(items: readonly Item[], heights: Heights): Item[] {
  const weighed = items.map((item, index) => {
    const ends = item.edges.map(edge => farEnd(item.column, edge, heights));
    const mean = ends.length === 0 ? Number.POSITIVE_INFINITY : ends.reduce((sum, one) => sum + one, 0) / ends.length;
    return {item, mean, index};
  });
  return weighed.sort((one, other) => (one.mean === other.mean ? one.index - other.index : one.mean - other.mean)).map(({item}) => item);
}

/** Height of the box at the other end of an edge. */
function farEnd(column: Column, edge: GraphEdge, {topics, writers, readers}: Heights): number {
  const height = column === 'topics' ? (edge.flow === 'writes' ? writers : readers).get(edge.application) : topics.get(edge.topic);
  return height ?? 0;
}

function place(
  bands: ReadonlyMap<string | undefined, Record<Column, readonly Item[]>>,
  domains: readonly (string | undefined)[],
): Omit<Layout, 'lines' | 'nodes'> {
  const {width, margin, inset, box, pitch, headingHeight, bandTitle, bandGap} = SIZES;
  const xOf: Record<Column, number> = {
    writers: margin + inset,
    topics: (width - box.width) / 2,
    readers: width - margin - inset - box.width,
  };
  const placedBands: Band[] = [];
  const boxes: Box[] = [];
  let y: number = headingHeight;
  for (const domain of domains) {
    const band = bands.get(domain);
    if (band === undefined) continue;
    const rows = Math.max(1, ...COLUMNS.map(column => band[column].length));
    for (const column of COLUMNS) {
      const above = ((rows - band[column].length) * pitch) / 2;
      for (const [index, {node, application, topic}] of band[column].entries()) {
        const what = application === undefined ? {topic} : {application};
        const at = {node, column, x: xOf[column], y: y + bandTitle + above + index * pitch};
        boxes.push({...at, ...(what as {application: GraphApplication} | {topic: GraphTopic})});
      }
    }
    const height = bandTitle + rows * pitch - (pitch - box.height) + inset;
    placedBands.push({domain, y, height});
    y += height + bandGap;
  }
  return {height: y - bandGap + margin, bands: placedBands, boxes};
}

function linesOf({edges}: AccessGraph, boxes: readonly Box[]): Line[] {
  const find = (column: Column, name: string): Box | undefined => byName.get(`${column} ${name}`);
  const byName = new Map(boxes.map(one => [`${one.column} ${one.application?.name ?? one.topic?.key}`, one]));
  const drawn = edges.flatMap(edge => {
    const application = find(edge.flow === 'writes' ? 'writers' : 'readers', edge.application);
    const topic = find('topics', edge.topic);
    if (application === undefined || topic === undefined) return [];
    return [
      {edge, application, topic, ...(edge.flow === 'writes' ? {left: application, right: topic} : {left: topic, right: application})},
    ];
  });
  const leaving = ports(drawn, 'left', 'right');
  const arriving = ports(drawn, 'right', 'left');
  const lines = drawn.map(
    (one): Line => ({
      edge: one.edge,
      application: one.application.node,
      topic: one.topic.node,
      from: {x: one.left.x + SIZES.box.width, y: one.left.y + (leaving.get(one) ?? 0)},
      to: {x: one.right.x, y: one.right.y + (arriving.get(one) ?? 0)},
    }),
  );
  const crossing = lines.filter((_, index) => {
    const {application, topic} = drawn[index] ?? {};
    return application?.application?.domain !== topic?.topic?.domain;
  });
  for (const flow of ['writes', 'reads'] as const) giveLanes(crossing.filter(({edge}) => edge.flow === flow));
  return lines;
}

/** From the side of a column to the first lane, and between lanes where there is room. */
const LANE_MARGIN = 24;
const LANE_PITCH_MAX = 9;
/** Boxes of two columns stand at the same heights: a line that arrives must not look like one that leaves beside it. */
const ARRIVAL = 4;

/** Lanes in the gap between two columns. Lines of one topic share one, but for dashes: two dashed lines make a solid one. */
function giveLanes(lines: readonly Line[]): void {
  const lanes = lanesOf(
    lines.map(({edge, from, to}) => ({
      from: from.y,
      to: to.y,
      ...(edge.consent === 'missing' ? {} : {bundle: `${edge.consent} ${edge.topic}`}),
    })),
  );
  const count = Math.max(0, ...lanes) + 1;
  for (const [index, line] of lines.entries()) {
    const room = line.to.x - line.from.x - 2 * LANE_MARGIN;
    const pitch = count === 1 ? 0 : Math.min(LANE_PITCH_MAX, room / (count - 1));
    line.to.y += ARRIVAL;
    line.laneX = (line.from.x + line.to.x) / 2 + ((lanes[index] ?? 0) - (count - 1) / 2) * pitch;
  }
}

/** Where on the side of its box each line ends: spread out, in the order of their other ends, so that none cross there. */
function ports<T extends {left: Box; right: Box}>(lines: readonly T[], side: 'left' | 'right', far: 'left' | 'right'): Map<T, number> {
  const {height} = SIZES.box;
  const places = new Map<T, number>();
  for (const same of Map.groupBy(lines, one => one[side]).values()) {
    const ordered = same.toSorted((one, other) => one[far].y - other[far].y);
    const step = Math.min(9, (height - 12) / Math.max(1, ordered.length - 1));
    for (const [index, one] of ordered.entries()) places.set(one, height / 2 + (index - (ordered.length - 1) / 2) * step);
  }
  return places;
}
