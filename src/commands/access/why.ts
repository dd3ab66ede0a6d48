import {AclIndex} from '../../access/acl-index.ts';
import {bindingText, decisionText, originText, resourceText} from '../../access/answer-text.ts';
import {authorize, coversResource, type DecidedBy, EVERYBODY, grantingOperations} from '../../access/authorize.ts';
import {type Origin, originsIn} from '../../access/origins.ts';
import {authorizerSettings} from '../../access/settings.ts';
import {aclStatements, declaredBindings} from '../../access/statements.ts';
import {type Access, whoCan} from '../../access/who-can.ts';
import {EXIT} from '../../findings/error.ts';
import {visible} from '../../findings/visible.ts';
import {type AclBinding, bindingsOf, type Model} from '../../specs/model.ts';
import {textOrJson} from '../text-or-json.ts';
import type {AccessAction} from './action.ts';
import {type Question, readPrincipal, readQuestion} from './question.ts';
import {declaredTopics, openAccess} from './specs.ts';

interface Grant {
  binding: AclBinding;
  origins: Origin[];
}

/** What the broker makes of it; without a host in the question, wherever somebody may come from. */
type Judgement = ({allowed: true} & Pick<Access, 'hosts' | 'deniedFrom'>) | {allowed: false};

/** Why does somebody have a right? Everything that gives it, with the intent that needs it. Exit 1 where nothing does, or a deny wins. */
const why: AccessAction = async (context, {words, options, usage}) => {
  const format = textOrJson(options.format);
  const opened = await openAccess(context, options, {action: 'why', mentions: words});
  if ('refused' in opened) return opened.refused;
  const {model} = opened;
  const {principal, notes} = readPrincipal(words[0], model, usage);
  const question = readQuestion(words.slice(1), {host: options.host, model, usage, topics: () => declaredTopics(context, options)});
  for (const note of [...notes, ...question.notes]) context.say(visible(note));
  const {decidedBy, ...judged} = judge(model, principal, question);
  const about = statementsAbout(model, principal, question);
  if (format === 'json') {
    const {operation, resource, host = null} = question;
    context.result(`${JSON.stringify({principal, operation, resource, host, ...judged, decidedBy, ...about}, null, 2)}\n`);
  } else context.result(`${text(principal, question, {judged, decidedBy, ...about}).join('\n')}\n`);
  return judged.allowed ? EXIT.ok : EXIT.findings;
};

export default why;

/** As the broker decides, and as `access who-can` tells of all: super users and the default included. */
function judge(model: Model, principal: string, {operation, resource, host}: Question): Judgement & {decidedBy: DecidedBy} {
  const bindings = declaredBindings(model);
  const settings = authorizerSettings(model.cluster);
  const asked = {operation, resource, ...(host === undefined ? {} : {host})};
  const access = whoCan(new AclIndex(bindings), asked, {principals: [principal], settings}).find(one => one.principal === principal);
  if (access === undefined) return {allowed: false, decidedBy: authorize(bindings, {principal, ...asked}, settings).decidedBy};
  const {decidedBy, hosts, deniedFrom} = access;
  return {allowed: true, decidedBy, hosts, ...(deniedFrom === undefined ? {} : {deniedFrom})};
}

/** What allows it and what denies it, whatever wins in the end. */
function statementsAbout(model: Model, principal: string, {operation, resource, host}: Question): {grants: Grant[]; denies: Grant[]} {
  const granting = grantingOperations(operation);
  const found = aclStatements(model).flatMap(statement =>
    bindingsOf(statement.spec).flatMap((binding, index): Grant[] => {
      const isAsked =
        (binding.principal === principal || binding.principal === EVERYBODY) &&
        (host === undefined || binding.host === '*' || binding.host === host) &&
        coversResource(binding, resource) &&
        (binding.permission === 'allow' ? granting.includes(binding.operation) : [operation, 'all'].includes(binding.operation));
      return isAsked ? [{binding, origins: originsIn(statement, index)}] : [];
    }),
  );
  return {
    grants: found.filter(({binding}) => binding.permission === 'allow'),
    denies: found.filter(({binding}) => binding.permission === 'deny'),
  };
}

interface Answer {
  judged: Judgement;
  decidedBy: DecidedBy;
  grants: readonly Grant[];
  denies: readonly Grant[];
}

function text(principal: string, question: Question, answer: Answer): string[] {
  const what = visible(`${question.operation} ${resourceText(question.resource)}${fromText(question, answer.judged)}`);
  const who = visible(principal);
  return answer.judged.allowed ? allowedText(`${who} may ${what} because`, answer) : deniedText(who, what, answer);
}

/** The addresses that were asked about, or from which alone it holds. */
function fromText({host}: Question, judged: Judgement): string {
  if (host !== undefined) return ` from ${host}`;
  return judged.allowed && judged.hosts !== '*' ? ` from ${judged.hosts.join(', ')}` : '';
}

function allowedText(head: string, {decidedBy, grants, denies}: Answer): string[] {
  const lines = [...grants, ...denies].flatMap(grantLines);
  if (!('acl' in decidedBy))
    return [head, `  ${decisionText(decidedBy)}`, ...(lines.length === 0 ? [] : ['without that, these would count:', ...lines])];
  const denied = denies.length === 0 ? [] : ['which this denies, and a deny always wins:', ...denies.flatMap(grantLines)];
  return [`${head} of`, ...grants.flatMap(grantLines), ...denied];
}

function deniedText(who: string, what: string, {grants, denies}: Answer): string[] {
  const head =
    grants.length === 0
      ? [`nothing lets ${who} ${what}: no Acl states it, and no intent needs it`]
      : [`${who} may not ${what}, though this would allow it:`, ...grants.flatMap(grantLines)];
  if (denies.length > 0) return [...head, 'and this denies it, and a deny always wins:', ...denies.flatMap(grantLines)];
  return grants.length === 0 ? head : [...head, 'but no client comes from such an address'];
}

function grantLines({binding, origins}: Grant): string[] {
  return [
    `  ${bindingText(binding)}`,
    ...origins.flatMap(one => [`    ${originText(one)}`, ...(one.source === undefined ? [] : [`      Kafka asks: ${one.source}`])]),
  ];
}
