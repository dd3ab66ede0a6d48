import Table from 'cli-table3';
import {AclIndex} from '../../access/acl-index.ts';
import {decisionText, originText, resourceText} from '../../access/answer-text.ts';
import {type Origin, originsOf} from '../../access/origins.ts';
import {authorizerSettings} from '../../access/settings.ts';
import {declaredBindings} from '../../access/statements.ts';
import {type Access, whoCan} from '../../access/who-can.ts';
import {EXIT} from '../../findings/error.ts';
import {visible} from '../../findings/visible.ts';
import {type Model, principalOf} from '../../specs/model.ts';
import {textOrJson} from '../text-or-json.ts';
import type {AccessAction} from './action.ts';
import {type Question, readQuestion} from './question.ts';
import {declaredTopics, openAccess} from './specs.ts';

interface Row extends Access {
  /** Applications that run as this principal. */
  applications: string[];
  origins: Origin[];
}

/** Who may do something, super users and everybody included. Exit 0 whether somebody may or nobody. */
const whoMay: AccessAction = async (context, {words, options, usage}) => {
  const format = textOrJson(options.format);
  const opened = await openAccess(context, options, {action: 'who-can', mentions: words});
  if ('refused' in opened) return opened.refused;
  const {model} = opened;
  const question = readQuestion(words, {host: options.host, model, usage, topics: () => declaredTopics(context, options)});
  const bindings = options.live === true ? await (await import('./live-acls.ts')).readLiveAcls(context, model) : declaredBindings(model);
  const {operation, resource, host} = question;
  const accesses = whoCan(
    new AclIndex(bindings),
    {operation, resource, ...(host === undefined ? {} : {host})},
    {principals: model.users.map(principalOf), settings: authorizerSettings(model.cluster)},
  );
  const rows = accesses.map(access => rowOf(access, model));
  for (const note of question.notes) context.say(visible(note));
  if (format === 'json') {
    const asked = {operation, resource, host: host ?? null, by: options.live === true ? 'live' : 'declared'};
    context.result(`${JSON.stringify({...asked, who: rows}, null, 2)}\n`);
  } else context.result(`${rows.length === 0 ? `nobody may ${about(question)}` : tableOf(rows)}\n`);
  return EXIT.ok;
};

export default whoMay;

function about({operation, resource, host}: Question): string {
  return visible(`${operation} ${resourceText(resource)}${host === undefined ? '' : ` from ${host}`}`);
}

function rowOf(access: Access, model: Model): Row {
  const names = new Set(model.users.filter(user => principalOf(user) === access.principal).map(({name}) => name));
  const applications = model.applications.filter(({spec}) => names.has(spec.user)).map(({name}) => name);
  return {...access, applications, origins: 'acl' in access.decidedBy ? originsOf(model, access.decidedBy.acl) : []};
}

function tableOf(rows: readonly Row[]): string {
  const table = new Table({
    head: ['principal', 'application', 'from', 'because'],
    colWidths: [28, 24, 24, 70],
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: {head: [], border: []},
  });
  for (const {principal, everybody, applications, hosts, deniedFrom, decidedBy, origins} of rows) {
    const from = hosts === '*' ? `any address${deniedFrom === undefined ? '' : ` but ${deniedFrom.join(', ')}`}` : hosts.join(', ');
    const why = [decisionText(decidedBy), ...origins.map(originText)].map(visible).join('\n');
    table.push([everybody === true ? 'everybody else' : visible(principal), applications.map(visible).join('\n'), from, why]);
  }
  return table.toString();
}
