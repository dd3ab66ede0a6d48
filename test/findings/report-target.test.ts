import path from 'node:path';
import fc from 'fast-check';
import {expect, it} from 'vitest';
import {WeirError} from '../../src/findings/error.ts';
import {FORMATS} from '../../src/findings/reporters/index.ts';
import {reportTarget, reportTargets} from '../../src/findings/reporters/report-target.ts';

it('reads any file of any format, with = in its name too', () => {
  fc.assert(
    fc.property(fc.constantFrom(...FORMATS), fc.string({minLength: 1}), (format, file) => {
      if (file !== '-') expect(reportTarget(`${format}=${file}`)).toEqual({format, file});
    }),
  );
});

it.each([
  ['sarfi=weir.sarif', 'format/unknown', 'there is no format "sarfi"; did you mean "sarif"?'],
  ['weir.sarif', 'format/unknown', 'there is no format "weir.sarif"'],
  ['__proto__=x', 'format/unknown', 'there is no format "__proto__"'],
  ['sarif', 'report/no-file', '"sarif" names no file: a report is FORMAT=FILE, like sarif=weir.sarif'],
  ['sarif=', 'report/no-file', '"sarif=" names no file'],
  ['=weir.sarif', 'report/no-format', '"=weir.sarif" names no format'],
  ['json=-', 'report/no-file', '"json=-" names no file'],
  ['', 'report/no-format', '"" names no format'],
])('refuses %j', (text, code, message) => {
  expect(thrownBy(() => reportTarget(text))).toMatchObject({code, exit: 2, message: expect.stringContaining(message)});
});

it('refuses two reports in one file', () => {
  expect(reportTargets(['json=a.json', 'sarif=b.sarif'])).toEqual([
    {format: 'json', file: 'a.json'},
    {format: 'sarif', file: 'b.sarif'},
  ]);
  for (const other of ['a', './a', 'b/../a', path.resolve('a')])
    expect(thrownBy(() => reportTargets(['json=a', `sarif=${other}`]))).toMatchObject({code: 'report/same-file', exit: 2});
});

function thrownBy(call: () => unknown): WeirError {
  try {
    call();
  } catch (error) {
    if (error instanceof WeirError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
