import type {Finding, Level} from '../finding.ts';
import {reporter} from './reporter.ts';
import {allFindings, gravestFirst, openFindings} from './selection.ts';

const COMMANDS: Record<Level, string> = {error: 'error', warning: 'warning', note: 'notice'};

/**
 * Workflow commands: https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
 * GitHub shows at most ten annotations of a level for each step; the whole list stays in the log, the gravest first. Open
 * findings only: an annotation asks for something to be done.
 */
export default reporter({
  name: 'github',
  summary: 'annotations on the lines of a pull request, for GitHub Actions',
  render: report =>
    gravestFirst(openFindings(allFindings(report)))
      .map(annotation)
      .join(''),
});

function annotation({level, location, rule, message, resource, clusters}: Finding): string {
  const {file, line, column, endLine, endColumn} = location;
  const where = clusters.length === 0 ? '' : ` [${clusters.join(', ')}]`;
  const properties = {
    file,
    line,
    endLine,
    // Columns are only taken within one line; GitHub's end is inclusive.
    ...(line === endLine ? {col: column, endColumn: Math.max(column, endColumn - 1)} : {}),
    title: `${resource === undefined ? rule : `${rule}: ${resource.kind} ${resource.name}`}${where}`,
  };
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${COMMANDS[level]} ${list.join(',')}::${escapeData(message)}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
