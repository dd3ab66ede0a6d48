import {expect, it} from 'vitest';
import {settingText} from '../../src/specs/setting-text.ts';
import {topicSetting} from '../../src/specs/topic-settings.ts';

const ratio = topicSetting('min.cleanable.dirty.ratio');

/** By Double.toString of JDK 17, which is what a broker answers with. */
it.each([
  [0, '0.0'],
  [1, '1.0'],
  ['0.50', '0.5'],
  [0.001, '0.001'],
  [0.0001, '1.0E-4'],
  [0.000_123, '1.23E-4'],
  ['1e-7', '1.0E-7'],
])('a fraction of %s is what a broker gives back, %s', (written, text) => {
  if (ratio === undefined) throw new Error('the setting is gone');
  expect(settingText(ratio, written)).toEqual({text});
});

it.each([
  [9_999_999, '9999999.0'],
  [10_000_000, '1.0E7'],
  [12_345_678.9, '1.23456789E7'],
  [1.7976931348623157e308, '1.7976931348623157E308'],
])('also beyond a million: %s', (written, text) => {
  expect(settingText({name: 'x', type: 'DOUBLE', default: '1', deprecated: false}, written)).toEqual({text});
});
