import {reporter} from './reporter.ts';

/** The report itself, as published in docs/schemas/report.schema.json. */
export default reporter({
  name: 'json',
  summary: 'the whole report as one JSON document',
  render: report => `${JSON.stringify(report, null, 2)}\n`,
});
