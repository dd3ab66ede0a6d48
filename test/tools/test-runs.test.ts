import {describe, expect, test} from 'vitest';
import {countReport} from '../../tools/test-runs.mjs';

const passed = {status: 'passed', assertionResults: [{status: 'passed'}]};

function report(fields: object): string {
  return JSON.stringify({numPassedTests: 1, numFailedTests: 0, testResults: [passed], ...fields});
}

describe("the counts of vitest's report", () => {
  test('tests that passed and failed', () => {
    expect(countReport(report({}), 0)).toEqual({passed: 1, failed: 0});
    const failing = {status: 'failed', assertionResults: [{status: 'failed'}, {status: 'failed'}]};
    expect(countReport(report({numFailedTests: 2, testResults: [passed, failing]}), 1)).toEqual({passed: 1, failed: 2});
  });

  test('every file that could not be read at all is a failure', () => {
    const broken = {status: 'failed', assertionResults: []};
    expect(countReport(report({testResults: [passed, broken, broken]}), 1)).toEqual({passed: 1, failed: 2});
  });

  test('a run that vitest calls failed is never clean', () => {
    expect(countReport(report({}), 1)).toEqual({passed: 1, failed: 1});
    expect(countReport(undefined, 1)).toEqual({passed: 0, failed: 1});
    expect(countReport('{"numPassedTests": "3"}', 0)).toEqual({passed: 0, failed: 1});
  });
});
