import {bindingText, originText, resourceText} from '../../access/answer-text.ts';
import {coversResource, grantingOperations} from '../../access/authorize.ts';
import {type Origin, originsIn} from '../../access/origins.ts';
import {aclStatements} from '../../access/statements.ts';
import {EXIT} from '../../findings/error.ts';
import {visible} from '../../findings/visible.ts';
import {type AclBinding, bindingsOf, type Model} from '../../specs/model.ts';
import {textOrJson} from '../text-or-json.ts';
import type {AccessAction} from './action.ts';
import {type Question, readPrincipal, readQuestion} from './question.ts';
import {allTopicNames, openAccess} from './specs.ts';

interface Grant {
  binding: AclBinding;
  origins: Origin[];
}

/** Why does somebody have a right? Everything that gives it, with the intent that needs it. Exit 1 where nothing does. */
const why: AccessAction = async (context, {words, options, usage}) => {
  const format = textOrJson(options.format);
  const opened = await openAccess(context, options, {action: 'why', mentions: words});
  if ('refused' in opened) return opened.refused;
  const {model} = opened;
  const {principal, notes} = readPrincipal(words[0], model, usage);
  const question = readQuestion(words.slice(1), {host: options.host, model, usage, topicNames: () => allTopicNames(context, options)});
  for (const note of [...notes, ...question.notes]) context.say(visible(note));
  const {grants, denies} = statementsAbout(model, principal, question);
  if (format === 'json') {
    const {operation, resource, host = null} = question;
    context.result(`${JSON.stringify({principal, operation, resource, host, grants, denies}, null, 2)}\n`);
  } else context.result(`${text(principal, question, grants, denies).join('\n')}\n`);
  return grants.length > 0 ? EXIT.ok : EXIT.findings;
};

export default why;

/** What allows it and what denies it, whatever wins in the end: `access can` says that. */
function statementsAbout(model: Model, principal: string, {operation, resource, host}: Question): {grants: Grant[]; denies: Grant[]} {
  const granting = grantingOperations(operation);
  const found = aclStatements(model).flatMap(statement =>
    bindingsOf(statement.spec).flatMap((binding, index): Grant[] => {
      const isAsked =
        (binding.principal === principal || binding.principal === 'User:*') &&
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

function text(principal: string, question: Question, grants: readonly Grant[], denies: readonly Grant[]): string[] {
  const what = visible(`${question.operation} ${resourceText(question.resource)}`);
  const head =
    grants.length === 0
      ? `nothing lets ${visible(principal)} ${what}: no Acl states it, and no intent needs it`
      : `${visible(principal)} may ${what} because of`;
  const denied =
    denies.length === 0
      ? []
      : [grants.length === 0 ? 'and this denies it:' : 'which this denies, and a deny always wins:', ...denies.flatMap(grantLines)];
  return [head, ...grants.flatMap(grantLines), ...denied];
}

function grantLines({binding, origins}: Grant): string[] {
  return [
    `  ${bindingText(binding)}`,
    ...origins.flatMap(one => [`    ${originText(one)}`, ...(one.source === undefined ? [] : [`      Kafka asks: ${one.source}`])]),
  ];
}
