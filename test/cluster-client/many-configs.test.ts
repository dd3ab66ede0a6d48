import {describeConfigsV4, Reader, Writer} from '@platformatic/kafka';
import fc from 'fast-check';
import {expect, it} from 'vitest';
import {describeManyConfigs} from '../../src/cluster/many-configs.ts';

interface Config {
  name: string;
  value: string | null;
  source: number;
  synonyms: [string, string | null][];
  documentation: string | null;
}
interface Result {
  errorCode: number;
  errorMessage: string | null;
  name: string;
  configs: Config[];
}

/** An answer as brokers write it (DescribeConfigsResponse.json, version 4). */
function answer(results: readonly Result[]): Reader {
  const writer = Writer.create()
    .appendInt32(0)
    .appendArray([...results], (w, {errorCode, errorMessage, name, configs}) => {
      w.appendInt16(errorCode).appendString(errorMessage).appendInt8(2).appendString(name);
      w.appendArray(configs, (c, config) => {
        c.appendString(config.name).appendString(config.value).appendBoolean(false).appendInt8(config.source).appendBoolean(false);
        c.appendArray(config.synonyms, (s, [synonym, value]) => s.appendString(synonym).appendString(value).appendInt8(5));
        c.appendInt8(1).appendString(config.documentation);
      });
    })
    .appendTaggedFields();
  return Reader.from(writer.buffer);
}

/** What the client does with an answer. */
function parse(reader: Reader) {
  let result: ReturnType<typeof describeConfigsV4.parseResponse> | undefined;
  const connection = {send: (...args: unknown[]) => (result = (args[3] as typeof describeConfigsV4.parseResponse)(1, 32, 4, reader))};
  describeManyConfigs(connection as unknown as Parameters<typeof describeManyConfigs>[0], [], false, false);
  return result as unknown;
}

const text = fc.string({unit: 'binary', maxLength: 200});
const config = fc.record<Config>({
  name: text,
  value: fc.option(text),
  source: fc.integer({min: 0, max: 8}),
  synonyms: fc.array(fc.tuple(text, fc.option(text)), {maxLength: 3}),
  documentation: fc.option(text),
});
const result = fc.record<Result>({
  errorCode: fc.constant(0),
  errorMessage: fc.option(text),
  name: text,
  configs: fc.array(config, {maxLength: 5}),
});

it('reads what the general reader reads', () => {
  fc.assert(
    fc.property(fc.array(result, {maxLength: 5}), results => {
      const general = describeConfigsV4.parseResponse(1, 32, 4, answer(results));
      const expected = general.results.map(({resourceName, configs}) => ({
        resourceName,
        configs: configs.map(({name, value, configSource}) => ({name, value: value ?? null, source: configSource})),
      }));
      expect(parse(answer(results))).toEqual(expected);
    }),
  );
});

it('throws what the general reader throws where the broker reports an error, and what ends too early', () => {
  const wrong: Result[] = [
    {errorCode: 0, errorMessage: null, name: 'a', configs: []},
    {errorCode: 29, errorMessage: 'not authorized', name: 'b', configs: []},
  ];
  let expected: unknown;
  try {
    describeConfigsV4.parseResponse(1, 32, 4, answer(wrong));
  } catch (thrown) {
    expected = thrown;
  }
  expect(expected).toBeInstanceOf(Error);
  expect(() => parse(answer(wrong))).toThrow((expected as Error).message);
  const [first] = wrong;
  const whole = answer([
    {...(first as Result), configs: [{name: 'retention.ms', value: '1', source: 1, synonyms: [], documentation: null}]},
  ]);
  expect(() => parse(Reader.from(whole.buffer.slice(0, whole.buffer.length - 12)))).toThrow(RangeError);
});
