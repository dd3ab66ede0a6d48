import {accessGraph, graphOfDomain} from '../../access/graph/graph.ts';
import {EXIT} from '../../findings/error.ts';
import {VERSION} from '../../version.ts';
import type {AccessAction} from './action.ts';
import {formatFrom, requireDomain} from './choices.ts';
import {openAccess} from './specs.ts';

/** Mermaid's `maxEdges`, which a diagram may not raise for itself (https://mermaid.js.org/config/schema-docs/config.html). */
const MERMAID_EDGES_MAX = 500;
const FORMATS = ['mermaid', 'dot', 'html', 'json'] as const;

/** Who writes and reads what, by domain, with the consent of owners. */
const graph: AccessAction = async (context, {options}) => {
  const format = formatFrom(FORMATS, options.format);
  const opened = await openAccess(context, options, {action: 'graph'});
  if ('refused' in opened) return opened.refused;
  const whole = accessGraph(opened.model);
  const {domain} = options;
  if (domain !== undefined) requireDomain(domain, whole.domains);
  const shown = domain === undefined ? whole : graphOfDomain(whole, domain);
  if (shown.applications.length === 0) context.say('there is no Application document here: topics alone are shown');
  if (format === 'mermaid' && shown.edges.length > MERMAID_EDGES_MAX)
    context.say(
      `these are ${shown.edges.length} lines, and Mermaid draws ${MERMAID_EDGES_MAX} unless its site allows more: --domain or --format html`,
    );
  if (format === 'mermaid') context.result((await import('../../access/graph/mermaid.ts')).mermaid(shown));
  else if (format === 'dot') context.result((await import('../../access/graph/dot.ts')).dot(shown));
  else if (format === 'html') context.result((await import('../../access/graph/html.ts')).graphPage(shown, `weir ${VERSION}`));
  else context.result(`${JSON.stringify(shown, null, 2)}\n`);
  return EXIT.ok;
};

export default graph;
