import {createHash} from 'node:crypto';
import type {Finding, Level} from '../finding.ts';
import {reporter} from './reporter.ts';
import {allFindings, openFindings, resourceWords} from './selection.ts';

/** GitLab knows info, minor, major, critical and blocker; what would break a cluster at once is not told apart here. */
const SEVERITIES: Record<Level, string> = {error: 'major', warning: 'minor', note: 'info'};

/**
 * A Code Quality report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format. GitLab takes what
 * the target branch's report has not for new and the rest for known or fixed, by fingerprint alone; of two equal
 * fingerprints it keeps one. Open findings only: the format cannot say that one is waived.
 */
export default reporter({
  name: 'gitlab',
  summary: 'a Code Quality report, for the merge requests of GitLab',
  render(report) {
    const seen = new Map<string, number>();
    const list = openFindings(allFindings(report)).map(finding => {
      const earlier = seen.get(finding.fingerprint) ?? 0;
      seen.set(finding.fingerprint, earlier + 1);
      return degradation(finding, earlier);
    });
    return `${JSON.stringify(list, null, 2)}\n`;
  },
});

function degradation(finding: Finding, earlier: number) {
  const {rule, level, message, location, clusters, fingerprint} = finding;
  const about = [resourceWords(finding), ...(clusters.length === 0 ? [] : [`on ${clusters.join(', ')}`])].filter(part => part !== '');
  return {
    description: about.length === 0 ? message : `${about.join(' ')}: ${message}`,
    check_name: rule,
    fingerprint: earlier === 0 ? fingerprint : nth(fingerprint, earlier),
    severity: SEVERITIES[level],
    location: {path: location.file, lines: {begin: location.line, end: location.endLine}},
  };
}

/** The further findings of one fingerprint by their order, which stays when lines move. */
function nth(fingerprint: string, earlier: number): string {
  return createHash('sha256').update(`${fingerprint} ${earlier}`).digest('hex').slice(0, 32);
}
