import Table from 'cli-table3';
import {secretLines} from '../../findings/reporters/secret-lines.ts';
import {visible} from '../../findings/visible.ts';
import type {Draft, LeftOut} from '../../import/draft.ts';
import type {Imported} from '../../import/import-cluster.ts';
import type {ZeroPlan} from '../../import/zero-plan.ts';
import {VERSION} from '../../version.ts';
import {unifiedDiff} from '../check/unified-diff.ts';

/** Everything that an import says. */
export interface ImportReport {
  cluster: string;
  clusterId: string;
  imported: Imported;
  /** Absent where no plan was asked for. */
  proof: ZeroPlan | undefined;
  isDryRun: boolean;
  updates: boolean;
}

/** For programs. */
export function importJson({cluster, clusterId, imported, proof, isDryRun, updates}: ImportReport): string {
  const {plan, files, update} = imported;
  const differences = plan.differences.map(one => {
    const {file, line, column} = one.resource.locate(one.pointer);
    const reason = update.refused.find(({difference}) => difference === one)?.reason;
    return {
      kind: one.resource.kind,
      name: one.resource.name,
      field: one.field,
      declared: one.declared ?? null,
      live: one.live ?? null,
      location: {file, line, column},
      updated: updates && reason === undefined,
      ...(reason === undefined ? {} : {reason}),
    };
  });
  const report = {
    version: 1,
    tool: {name: 'kafka-weir', version: VERSION},
    command: 'import',
    cluster,
    clusterId,
    dryRun: isDryRun,
    documents: countByKind(plan.drafts),
    bindings: plan.bindings,
    files: [...files].map(([file, {before, after}]) => ({file, new: before === undefined, ...(isDryRun ? {text: after} : {})})),
    leftOut: plan.leftOut,
    excluded: plan.excluded,
    unread: plan.unread,
    notes: plan.notes,
    differences,
    gone: plan.gone,
    proof: proof === undefined ? null : {...proof, reordered: proof.reordered.map(changeJson), changes: proof.changes.map(changeJson)},
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function changeJson({action, kind, name, stack, before, after, because}: ZeroPlan['changes'][number]): Record<string, unknown> {
  return {action, kind, name, stack, before: before ?? null, after: after ?? null, ...(because === undefined ? {} : {because})};
}

function countByKind(drafts: readonly Draft[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(drafts, ({kind}) => kind)].map(([kind, own]) => [kind, own.length]));
}

/** For people: what was written, what was not and why, and what the plan says of it. */
export function importText(report: ImportReport): string {
  const {imported, isDryRun, updates} = report;
  const sections = [
    ...(isDryRun ? [diffsOf(imported.files)] : []),
    ...(updates ? [] : [differencesText(imported)]),
    notUpdatedText(imported, updates),
    goneText(imported),
    leftOutText(imported.plan.leftOut, imported.plan.excluded),
    listText('To know', imported.plan.notes),
    listText('Could not be read, and is not imported', imported.plan.unread),
    countsText(report),
    proofText(report),
  ];
  return sections.filter(text => text !== '').join('\n');
}

/** Lines of a file that somebody else wrote are not shown where they may hold a secret. */
function diffsOf(files: Iterable<[string, {before: string | undefined; after: string}]>): string {
  return [...files]
    .map(([file, {before, after}]) => {
      const hidden = before === undefined ? undefined : {before: secretsIn(before), after: secretsIn(after)};
      return unifiedDiff(visible(file), before ?? '', after, (side, line) => hidden?.[side].has(line) === true);
    })
    .join('');
}

function secretsIn(text: string): Set<number> {
  return new Set(secretLines(text.split(/\r\n|\n|\r/)));
}

function differencesText({plan, update}: Imported): string {
  if (plan.differences.length === 0) return '';
  const head = `${counted(plan.differences.length, 'field')} of documents differ from the cluster; --update takes over what is live:`;
  return `${head}\n${diffsOf(update.files)}`;
}

function notUpdatedText({update}: Imported, updates: boolean): string {
  return listText(
    updates ? 'Not updated' : 'Cannot be updated',
    update.refused.map(({difference: {resource, pointer, field}, reason}) => {
      const {file, line, column} = resource.locate(pointer);
      return `${file}:${line}:${column} ${resource.kind} ${resource.name} ${field}: ${reason}`;
    }),
  );
}

function goneText({plan, workspace}: Imported): string {
  const model = workspace.specs.models.flatMap(({topics, acls, quotas, users, applications}) => [
    ...topics,
    ...acls,
    ...quotas,
    ...users,
    ...applications,
  ]);
  return listText(
    'Declared, and not on the cluster',
    plan.gone.map(({kind, name, what}) => {
      const {file, line, column} = model.find(one => one.kind === kind && one.name === name)?.locate('/metadata/name') ?? {
        file: '',
        line: 0,
        column: 0,
      };
      return `${file}:${line}:${column} ${what}`;
    }),
  );
}

/** What belongs to others is told by its reason, what could not be imported one by one. */
function leftOutText(leftOut: readonly LeftOut[], excluded: number): string {
  const meant = Map.groupBy(
    leftOut.filter(({because}) => because === 'meant'),
    ({kind, reason}) => `${kind}: ${reason}`,
  );
  const groups = [...meant].map(([text, own]) => {
    const names = own.slice(0, 5).map(({name}) => name);
    return `${own.length} ${text} (${names.join('; ')}${own.length > 5 ? `; and ${own.length - 5} more` : ''})`;
  });
  const single = leftOut.filter(({because}) => because === 'unstatable').map(({kind, name, reason}) => `${kind} ${name}: ${reason}`);
  const rest = excluded === 0 ? [] : [`${excluded} because of --include or --exclude`];
  return [listText('Left out', [...groups, ...rest]), listText('Not imported, because no document can say it', single)]
    .filter(text => text !== '')
    .join('\n');
}

function listText(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${title} (${lines.length}):\n${lines.map(line => `  ${visible(line)}\n`).join('')}`;
}

function countsText({cluster, imported, isDryRun}: ImportReport): string {
  const {plan, files} = imported;
  const drafts = countByKind(plan.drafts);
  const domains = new Set(plan.drafts.map(({domain}) => domain)).size;
  if (plan.drafts.length === 0 && files.size === 0) return `nothing to import: what else is on ${visible(cluster)} is declared already\n`;
  const kinds = (['Topic', 'User', 'Application', 'Acl', 'Quota'] as const).flatMap(kind =>
    drafts[kind] === undefined ? [] : [`${counted(drafts[kind], kind)}`],
  );
  const verb = isDryRun ? 'would write' : 'wrote';
  const access = plan.bindings === 0 ? '' : `, which say ${counted(plan.bindings, 'ACL binding')}`;
  return `${verb} ${kinds.length === 0 ? 'changed values' : kinds.join(', ')}${access} to ${counted(files.size, 'file')}${domains === 0 ? '' : ` in ${counted(domains, 'domain')}`}\n`;
}

const PROVED = [
  ['Topic', 'topics'],
  ['Acl', 'ACLs'],
  ['User', 'SCRAM users'],
  ['Quota', 'quotas'],
] as const;

function proofText({proof}: ImportReport): string {
  if (proof === undefined) return '';
  const {imported: taken, written, reordered, users, changes, engine, stacks} = proof;
  const count = (of: ZeroPlan['changes'], kind: string): number => of.filter(one => one.kind === kind).length;
  const table = new Table({head: ['', 'taken in as they are', 'written as they are', 'would change'], style: {head: [], border: []}});
  for (const [kind, title] of PROVED) {
    // Without a version Terraform never writes a user: there is nothing to take in, and each was compared.
    const taking = kind === 'User' ? taken.User + users : taken[kind];
    table.push([title, String(taking), String(written[kind] + count(reordered, kind)), String(count(changes, kind))]);
  }
  const by = `in ${counted(stacks, 'stack')}, planned with ${engine.kind} ${engine.version}`;
  const same = reordered.map(({name}) => `  ${visible(name)}: a list is written in another order, which means the same\n`);
  const lines = changes.map(({action, kind, name, stack, because}) => {
    const why = because === undefined ? '' : `: ${because}`;
    return `  ${action} ${kind} ${visible(name)} in ${visible(stack)}${visible(why)}\n`;
  });
  const verdict =
    changes.length === 0 ? `0 changes ${by}\n` : `${counted(changes.length, 'change')} ${by}: the documents do not say what is live\n`;
  return `${table.toString()}\n${same.join('')}${verdict}${lines.join('')}`;
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
