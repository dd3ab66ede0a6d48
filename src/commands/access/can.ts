import {decisionText, originText, resourceText} from '../../access/answer-text.ts';
import {authorize} from '../../access/authorize.ts';
import {originsOf} from '../../access/origins.ts';
import {authorizerSettings} from '../../access/settings.ts';
import {declaredBindings} from '../../access/statements.ts';
import {EXIT} from '../../findings/error.ts';
import {visible} from '../../findings/visible.ts';
import type {AclBinding} from '../../specs/model.ts';
import {textOrJson} from '../text-or-json.ts';
import type {AccessAction} from './action.ts';
import {type Question, readPrincipal, readQuestion} from './question.ts';
import {declaredTopics, openAccess} from './specs.ts';

/** May somebody do something? Exit 0 where the broker would allow it, 1 where it would not. */
const can: AccessAction = async (context, {words, options, usage}) => {
  const format = textOrJson(options.format);
  const opened = await openAccess(context, options, {action: 'can', mentions: words});
  if ('refused' in opened) return opened.refused;
  const {model} = opened;
  const {principal, notes} = readPrincipal(words[0], model, usage);
  const question = readQuestion(words.slice(1), {host: options.host, model, usage, topics: () => declaredTopics(context, options)});
  const declared = declaredBindings(model);
  const bindings = options.live === true ? await (await import('./live-acls.ts')).readLiveAcls(context, model) : declared;
  const settings = authorizerSettings(model.cluster);
  const ask = (acls: readonly AclBinding[], host: string | undefined) =>
    authorize(
      acls,
      {principal, operation: question.operation, resource: question.resource, ...(host === undefined ? {} : {host})},
      settings,
    );
  const {allowed, decidedBy} = ask(bindings, question.host);
  const origins = 'acl' in decidedBy ? originsOf(model, decidedBy.acl) : [];
  const exceptions = question.host === undefined ? hostsThatDiffer(bindings, host => ask(bindings, host).allowed !== allowed) : [];
  const asDeclared = options.live === true ? ask(declared, question.host).allowed : undefined;
  for (const note of [...notes, ...question.notes]) context.say(visible(note));
  if (asDeclared !== undefined && asDeclared !== allowed)
    context.say(`by the documents it is the other way round (${asDeclared ? 'allowed' : 'denied'}): weir drift shows what differs`);
  if (format === 'json') {
    const {operation, resource, host = null} = question;
    const answer = {allowed, principal, operation, resource, host, by: options.live === true ? 'live' : 'declared', decidedBy, origins};
    context.result(`${JSON.stringify({...answer, ...(exceptions.length === 0 ? {} : {differsFrom: exceptions})}, null, 2)}\n`);
  } else {
    const lines = [
      sentence(allowed, principal, question, exceptions),
      `  ${decisionText(decidedBy)}`,
      ...origins.map(one => `  ${originText(one)}`),
    ];
    if ('acl' in decidedBy && origins.length === 0) lines.push('  in no document: it was written to the cluster by something else');
    context.result(`${lines.join('\n')}\n`);
  }
  return allowed ? EXIT.ok : EXIT.findings;
};

export default can;

/** Addresses that ACLs name, from which the answer is the other one. */
function hostsThatDiffer(bindings: readonly AclBinding[], differs: (host: string) => boolean): string[] {
  const hosts = new Set(bindings.flatMap(({host}) => (host === '*' ? [] : [host])));
  return [...hosts].filter(differs).sort();
}

function sentence(allowed: boolean, principal: string, {operation, resource, host}: Question, exceptions: readonly string[]): string {
  const where =
    host === undefined ? (exceptions.length === 0 ? '' : ` from addresses other than ${exceptions.join(', ')}`) : ` from ${host}`;
  return visible(`${allowed ? 'yes' : 'no'}: ${principal} may ${allowed ? '' : 'not '}${operation} ${resourceText(resource)}${where}`);
}
