import {usageError} from '../../findings/error.ts';
import type {Model} from '../../specs/model.ts';
import {consumingGroups} from '../../verify/lag-proof.ts';
import type {Action} from '../actions.ts';
import type {CarryOutOptions} from '../carry-out.ts';
import type {GlobalOptions} from '../command.ts';

export interface GroupsOptions extends GlobalOptions, CarryOutOptions {
  topic?: string[];
  partition?: string[];
  toEarliest?: true;
  toLatest?: true;
  toOffset?: string;
  toTime?: string;
  shiftBy?: string;
  toGroup?: string;
  create?: true;
}

export type GroupsAction = Action<GroupsOptions>;

export function namesIn(words: readonly string[], usage: string): readonly string[] {
  if (words.length > 0) return [...new Set(words)];
  throw usageError('groups/name', 'no group is named', `write ${usage}`);
}

/** Who answers for a group: the owner of the Application that declares it. */
export interface GroupOwner {
  application: string;
  owner: string | undefined;
}

/** By group: from what Applications consume by, and their further groups. */
export function groupOwners(model: Pick<Model, 'applications'>): Map<string, GroupOwner> {
  const further = model.applications.flatMap(application => {
    const {groups, connectWorker} = application.spec;
    return [...groups, ...(connectWorker === undefined ? [] : [connectWorker.group])].map(group => ({application, group}));
  });
  return new Map(
    [...further, ...consumingGroups(model)].map(({application, group}) => [
      group,
      {application: application.name, owner: application.metadata.owner},
    ]),
  );
}

export function ownerText(owner: GroupOwner | undefined): string {
  if (owner === undefined) return '(in no document)';
  return owner.owner === undefined ? owner.application : `${owner.owner} (${owner.application})`;
}

export function ownerJson(owner: GroupOwner | undefined): {application: string | null; owner: string | null} {
  return {application: owner?.application ?? null, owner: owner?.owner ?? null};
}
