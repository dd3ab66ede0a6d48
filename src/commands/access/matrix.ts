import {type AccessMatrix, accessMatrix} from '../../access/matrix/matrix.ts';
import {authorizerSettings} from '../../access/settings.ts';
import {declaredBindings} from '../../access/statements.ts';
import {EXIT} from '../../findings/error.ts';
import {type Model, resourcesOf} from '../../specs/model.ts';
import {VERSION} from '../../version.ts';
import type {AccessAction} from './action.ts';
import {formatFrom, requireDomain} from './choices.ts';
import {openAccess} from './specs.ts';

const FORMATS = ['pretty', 'markdown', 'html', 'csv', 'json'] as const;

/** Who may do what on which resource, after all ACLs are judged, as tables that a person can read. */
const matrix: AccessAction = async (context, {options}) => {
  const format = formatFrom(FORMATS, options.format);
  const opened = await openAccess(context, options, {action: 'matrix'});
  if ('refused' in opened) return opened.refused;
  const {model} = opened;
  const {domain} = options;
  if (domain !== undefined) requireDomain(domain, domainsOf(model));
  const bindings = options.live === true ? await (await import('./live-acls.ts')).readLiveAcls(context, model) : declaredBindings(model);
  context.result(await textOf(format, accessMatrix(model, {bindings, settings: authorizerSettings(model.cluster), domain})));
  return EXIT.ok;
};

export default matrix;

function domainsOf(model: Model): string[] {
  return [...new Set(resourcesOf(model).map(({domain}) => domain))].sort();
}

async function textOf(format: (typeof FORMATS)[number], value: AccessMatrix): Promise<string> {
  switch (format) {
    case 'pretty':
      return (await import('../../access/matrix/pretty.ts')).prettyMatrix(value);
    case 'markdown':
      return (await import('../../access/matrix/markdown.ts')).markdownMatrix(value);
    case 'html':
      return (await import('../../access/matrix/html.ts')).matrixPage(value, `weir ${VERSION}`);
    case 'csv':
      return (await import('../../access/matrix/csv.ts')).csvMatrix(value);
    case 'json':
      return `${JSON.stringify(value, null, 2)}\n`;
  }
}
