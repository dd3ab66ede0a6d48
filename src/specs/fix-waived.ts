import type {Finding} from '../findings/finding.ts';
import {sourcePointer} from './fix-plan.ts';
import type {YamlValue} from './yaml/compose.ts';

/** A value that a waiver accepts on some clusters, at the place where it was written. */
export interface WaivedPlace {
  pointer: string;
  clusters: readonly string[];
}

/** The places of a document that a waived finding of it is about: those that its fix would change, or its own. */
export function waivedPlaces(document: YamlValue, finding: Finding, environments: readonly (string | undefined)[]): WaivedPlace[] {
  const {fix = {}, rename = {}, location, clusters} = finding;
  const stated = [...Object.keys(fix), ...Object.keys(rename)];
  const pointers = stated.length > 0 ? stated : [location.pointer];
  return pointers.flatMap(one => environments.map(environment => ({pointer: sourcePointer(document, one, environment), clusters})));
}

/** Why a change at a pointer, made for some clusters, is none to make for others; undefined where it touches nothing waived there. */
export function waivedElsewhere(places: readonly WaivedPlace[], pointer: string, clusters: readonly string[]): string | undefined {
  const touched = places.filter(place => place.pointer === pointer || place.pointer.startsWith(`${pointer}/`));
  const others = new Set(touched.flatMap(place => place.clusters).filter(cluster => !clusters.includes(cluster)));
  return others.size === 0 ? undefined : `a waiver accepts this value on ${[...others].sort().join(', ')}, where it would change too`;
}
