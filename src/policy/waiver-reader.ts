import path from 'node:path';
import type {Location, Waiver} from '../findings/finding.ts';
import {isRecord} from '../findings/record.ts';
import {suggestion} from '../findings/suggest.ts';
import {KINDS} from '../specs/model.ts';
import {type Glob, readGlob} from './glob.ts';
import {type Positioned, quoted, readSettingsText, SettingsReader, settingsDocument} from './settings-reader.ts';

/** One entry of `waivers.yaml`. */
export interface StatedWaiver {
  rule: string;
  /** As it was written: `Topic/payments.*`. */
  resource: string;
  /** A kind, or `*` for every kind. */
  kind: string;
  name: Glob;
  /** Undefined: it holds on all clusters. */
  clusters: readonly string[] | undefined;
  /** Why, by whom and until when: what a finding tells of it. */
  says: Waiver;
  locate(key: 'rule' | 'resource' | 'expires' | `clusters/${number}`): Location;
}

/** The waivers of a repository in the order of their file. */
export interface Waivers {
  /** Relative to the working directory, with `/`. */
  file: string;
  text: string;
  waivers: readonly StatedWaiver[];
}

const KEYS = ['rule', 'resource', 'clusters', 'owner', 'reason', 'expires'] as const;
const REQUIRED = ['rule', 'resource', 'owner', 'reason', 'expires'] as const;
const EXAMPLE = '{rule: topic/partitions, resource: "Topic/payments.*", owner: team-payments, reason: …, expires: 2027-01-31}';
const HINT = `a waiver is ${EXAMPLE}; clusters: [production] limits it`;

/**
 * Reads `<directory>/waivers.yaml`; undefined where there is none. A file that is malformed is wrong use (exit 2), with a
 * line for everything that is wrong; what is wrong about a well-formed waiver is a finding, which waivers.ts makes.
 */
export function readWaivers({cwd, directory}: {cwd: string; directory: string}): Waivers | undefined {
  const text = readSettingsText(cwd, path.join(directory, 'waivers.yaml'), HINT);
  if (text === undefined) return undefined;
  const document = settingsDocument(text, HINT);
  return {...text, waivers: document === undefined ? [] : new WaiverReader(document).read()};
}

class WaiverReader {
  readonly #reader: SettingsReader;
  readonly #places = new Map<string, string>();

  constructor(document: Positioned) {
    this.#reader = new SettingsReader(document);
  }

  read(): StatedWaiver[] {
    const top = this.#reader.mapping('', ['waivers']);
    const entries = 'waivers' in top ? this.#reader.list('/waivers', `an entry for each waiver: ${EXAMPLE}`) : [];
    if (!('waivers' in top)) this.#reader.problem('', 'the file has no list "waivers"; write waivers: [] where there are none');
    const waivers = entries.flatMap((_entry, index) => this.#waiver(`/waivers/${index}`) ?? []);
    this.#reader.finish(HINT);
    return waivers;
  }

  #waiver(pointer: string): StatedWaiver | undefined {
    const reader = this.#reader;
    const present = reader.mapping(pointer, KEYS, `write ${EXAMPLE}`);
    if (isRecord(reader.value(pointer))) reader.require(pointer, present, REQUIRED);
    const text = (key: (typeof REQUIRED)[number]): string | undefined => (key in present ? reader.text(`${pointer}/${key}`) : undefined);
    const [rule, owner, reason, resource] = [text('rule'), text('owner'), text('reason'), text('resource')];
    const target = resource === undefined ? undefined : this.#target(`${pointer}/resource`, resource);
    const expires = 'expires' in present ? reader.date(`${pointer}/expires`, 'waiver') : undefined;
    const clusters = 'clusters' in present ? this.#clusters(`${pointer}/clusters`) : undefined;
    if (rule === undefined || resource === undefined) return undefined;
    this.#refuseTwice(pointer, [rule, resource, ...(clusters ?? []).toSorted()]);
    if (target === undefined || owner === undefined || reason === undefined || expires === undefined) return undefined;
    const locate = (key: string): Location => reader.locate(`${pointer}/${key}`);
    return {rule, resource, ...target, clusters, says: {owner, reason, expires}, locate};
  }

  #target(pointer: string, resource: string): Pick<StatedWaiver, 'kind' | 'name'> | undefined {
    const slash = resource.indexOf('/');
    const kind = resource.slice(0, Math.max(slash, 0));
    const pattern = resource.slice(slash + 1);
    if (slash === -1 || pattern === '') {
      return void this.#reader.problem(pointer, `${quoted(resource)} is no resource: write KIND/NAME, like "Topic/payments.*"`);
    }
    if (kind !== '*' && !KINDS.some(known => known === kind)) {
      const known = `${KINDS.join(', ')}, or * for all`;
      return void this.#reader.problem(pointer, `there is no kind ${quoted(kind)}, only ${known}${suggestion(kind, KINDS)}`);
    }
    const name = readGlob(pattern);
    if (name === undefined) {
      return void this.#reader.problem(
        pointer,
        `${quoted(resource)} ends in \\, which escapes the character after it: write \\\\ for itself`,
      );
    }
    return {kind, name};
  }

  #clusters(pointer: string): string[] {
    const names = this.#reader.list(pointer, 'like [production]').map((name, index) => {
      if (typeof name === 'string' && name !== '') return name;
      this.#reader.problem(`${pointer}/${index}`, `${quoted(name)} is no name of a cluster`);
      return '';
    });
    if (Array.isArray(this.#reader.value(pointer)) && names.length === 0) {
      this.#reader.problem(pointer, 'a waiver for no cluster covers nothing; leave clusters out for all of them');
    }
    for (const [index, name] of names.entries()) {
      if (name !== '' && names.indexOf(name) < index) this.#reader.problem(`${pointer}/${index}`, `${quoted(name)} stands twice`);
    }
    return names;
  }

  #refuseTwice(pointer: string, identity: readonly string[]): void {
    const key = JSON.stringify(identity);
    const earlier = this.#places.get(key);
    if (earlier === undefined) this.#places.set(key, this.#reader.place(pointer));
    else this.#reader.problem(pointer, `this is waived at ${earlier} already: keep one of the two`);
  }
}
