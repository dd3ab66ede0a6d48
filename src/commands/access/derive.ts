import Table from 'cli-table3';
import {resourceText} from '../../access/answer-text.ts';
import {bindingKey, type DerivedAcl, deriveAcls} from '../../access/derive.ts';
import {originOf} from '../../access/origins.ts';
import {EXIT, usageError} from '../../findings/error.ts';
import {suggestion} from '../../findings/suggest.ts';
import {visible} from '../../findings/visible.ts';
import type {Model, Resource} from '../../specs/model.ts';
import type {CommandContext} from '../command.ts';
import type {AccessAction} from './action.ts';
import {formatFrom} from './choices.ts';
import {openAccess} from './specs.ts';

const FORMATS = ['pretty', 'json', 'yaml'] as const;

/** The ACLs that Applications need, each with its reasons. */
const derive: AccessAction = async (context, {words, options}) => {
  const format = formatFrom(FORMATS, options.format);
  const opened = await openAccess(context, options, {action: 'derive'});
  if ('refused' in opened) return opened.refused;
  const {model} = opened;
  requireApplications(words, model);
  const wanted = new Set(words);
  const isWanted = (application: string): boolean => wanted.size === 0 || wanted.has(application);
  const acls = deriveAcls(model).filter(({reasons}) => reasons.some(({application}) => isWanted(application.name)));
  sayWhatIsMissing(context, model, wanted);
  if (format === 'json') context.result(`${JSON.stringify(acls.map(jsonOf), null, 2)}\n`);
  else if (format === 'yaml') context.result(await yamlOf(acls, isWanted));
  else context.result(`${tableOf(acls)}\n`);
  return EXIT.ok;
};

export default derive;

function requireApplications(names: readonly string[], {applications}: Model): void {
  const known = applications.map(({name}) => name);
  if (known.length === 0)
    throw usageError('access/no-application', 'there is no Application document here', 'weir schema application shows what one says');
  const unknown = names.find(name => !known.includes(name));
  if (unknown !== undefined)
    throw usageError(
      'access/unknown-application',
      `there is no Application ${visible(unknown)}${suggestion(unknown, known)}`,
      `Applications: ${known.join(', ')}`,
    );
}

/** Applications from which nothing follows, with the reason: an empty table must not look like an answer. */
function sayWhatIsMissing(context: CommandContext, model: Model, wanted: ReadonlySet<string>): void {
  const users = new Set(model.users.map(({name}) => name));
  for (const {name, spec} of model.applications) {
    if (wanted.size > 0 && !wanted.has(name)) continue;
    if (spec.acls === 'written')
      context.say(`nothing is derived for ${visible(name)}: its Acl documents are written by hand (acls: written)`);
    else if (!users.has(spec.user)) context.say(`nothing is derived for ${visible(name)}: no User document declares ${visible(spec.user)}`);
  }
}

function jsonOf({binding, domain, reasons}: DerivedAcl): unknown {
  return {...binding, domain, reasons: reasons.map(originOf)};
}

function tableOf(acls: readonly DerivedAcl[]): string {
  const table = new Table({
    head: ['principal', 'may', 'on', 'because'],
    colWidths: [24, 18, 42, 62],
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: {head: [], border: []},
  });
  for (const {binding, reasons} of acls) {
    const {principal, host, operation, resourceType, resourceName, pattern} = binding;
    const from = host === '*' ? '' : ` from ${host}`;
    const why = reasons.map(reason => {
      const {name, file, line, because} = originOf(reason);
      return `${name}: ${because} (${file}:${line})`;
    });
    table.push(
      [principal + from, operation, resourceText({type: resourceType, name: resourceName, pattern}), why.join('\n')].map(visibleLines),
    );
  }
  return table.toString();
}

function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n');
}

/** As Acl documents: for whoever wants to write them by hand from here on. Rights on one resource are one document. */
async function yamlOf(acls: readonly DerivedAcl[], isWanted: (application: string) => boolean): Promise<string> {
  const {dump} = await import('js-yaml');
  const named = acls.flatMap(acl => {
    // Several may need it; the document is named after one that was asked for.
    const application = acl.reasons.find(one => isWanted(one.application.name))?.application;
    return application === undefined ? [] : [{acl, application}];
  });
  const groups = Map.groupBy(named, ({acl, application}) => `${application.name}\n${bindingKey({...acl.binding, operation: 'all'})}`);
  return [...groups.values()]
    .flatMap(([first, ...others]) =>
      first === undefined ? [] : [documentOf(first.application, [first.acl, ...others.map(({acl}) => acl)])],
    )
    .map(document => dump(document, {lineWidth: 120, flowLevel: 2, noRefs: true}))
    .join('---\n');
}

function documentOf({name, metadata}: Resource<'Application'>, acls: readonly [DerivedAcl, ...DerivedAcl[]]): unknown {
  const [{binding, domain}] = acls;
  const {principal, host, resourceType, resourceName, pattern} = binding;
  const operations = acls.map(acl => acl.binding.operation);
  const isPrefix = pattern === 'prefixed';
  return {
    apiVersion: 'weir/v1',
    kind: 'Acl',
    metadata: {
      name: `${name}-${operations.join('-')}-${resourceType}-${resourceName}${isPrefix ? '-prefixed' : ''}${host === '*' ? '' : `-${host}`}`,
      ...(metadata.owner === undefined ? {} : {owner: metadata.owner}),
      description: [...new Set(acls.flatMap(({reasons}) => reasons.map(({because}) => because)))].join('; '),
      domain,
    },
    spec: {
      principal,
      ...(host === '*' ? {} : {host}),
      resource: {type: resourceType, name: resourceName, ...(isPrefix ? {pattern} : {})},
      operations,
    },
  };
}
