import {reporter} from './reporter.ts';
import {sarifLog} from './sarif.ts';
import {allFindings, openFindings} from './selection.ts';

/**
 * SARIF of the open findings only. GitHub's code scanning has no `suppressions` among the properties it reads
 * (https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning), so
 * that each waived finding of a whole log would be an open alert; without it, its alert is closed as fixed.
 */
export default reporter({
  name: 'code-scanning',
  summary: "SARIF 2.1.0 of the open findings only, for GitHub's code scanning",
  render: (report, {rules}) => sarifLog(report, openFindings(allFindings(report)), rules),
});
