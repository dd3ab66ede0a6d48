import {describe, expect, it} from 'vitest';
import {reportOf} from '../../src/findings/report.ts';
import {evidenceDocument, parseEvidence} from '../../src/verify/evidence.ts';
import {judge} from '../../src/verify/scenario.ts';
import {cluster} from '../fixtures/model.ts';

const resource = cluster();
const verdict = judge(
  {cluster: resource},
  {resource, pointer: '/spec'},
  {rule: 'proof/x', claim: 'it holds', status: 'pass', evidence: {ms: 1}},
);
const document = evidenceDocument(reportOf({version: '1', command: 'smoke', findings: [], verdicts: [verdict], documents: 1, files: 1}), {
  cluster: 'sandbox',
  clusterId: 'id',
  runId: 'run',
  startedAt: '2026-01-01T00:00:00Z',
  finishedAt: '2026-01-01T00:00:01Z',
  steps: [{name: 'smoke access', startedAt: '2026-01-01T00:00:00Z', durationMs: 1}],
  timelines: [{title: 't', startedAt: '2026-01-01T00:00:00Z', events: [], probes: [{intendedMs: 0}], probesTotal: 1, objectives: []}],
});

describe('an evidence document', () => {
  it('comes back as it was written', () => expect(parseEvidence(JSON.stringify(document), 'x.json')).toEqual(document));

  it.each([
    ['no JSON', '{', /x\.json is not JSON/],
    ['another version', JSON.stringify({...document, version: 2}), /\/version/],
    ['a verdict without a status', JSON.stringify({...document, verdicts: [{...verdict, status: 'good'}]}), /\/verdicts\/0/],
    ['no evidence', JSON.stringify({...document, evidence: undefined}), /\/evidence is missing/],
    [
      'a probe without a time',
      JSON.stringify({...document, evidence: {...document.evidence, timelines: [{...document.evidence.timelines[0], probes: [{}]}]}}),
      /\/evidence\/timelines\/0\/probes/,
    ],
  ])('is refused with %s', (_, text, message) => expect(() => parseEvidence(text, 'x.json')).toThrow(message));
});
