import {_, type Ajv, type CodeKeywordDefinition, type KeywordCxt, type Name} from 'ajv';

/**
 * Keywords for whole numbers of Kafka's size. A config value is canonical text like '9223372036854775807', which no
 * JavaScript number can hold, so these compare as BigInt: text of digits or an integer against a limit of either
 * form. Other data is left to other keywords. They generate code, and so survive in standalone validators.
 */
export const WHOLE_NUMBER_KEYWORDS = ['wholeMinimum', 'wholeMaximum', 'wholeBelow'] as const;

const FAILS = {wholeMinimum: '<', wholeMaximum: '>', wholeBelow: '>='} as const;

export function addKeywords(ajv: Ajv): Ajv {
  for (const keyword of WHOLE_NUMBER_KEYWORDS) ajv.addKeyword(wholeNumberKeyword(keyword));
  return ajv.addKeyword(AMONG);
}

/** Text must be one of a list. An `enum` for lists that come from options: AJV's needs code that standalone has not. */
const AMONG: CodeKeywordDefinition = {
  keyword: 'among',
  schemaType: 'array',
  $data: true,
  code(cxt: KeywordCxt) {
    const {data, schemaCode} = cxt;
    cxt.fail$data(_`typeof ${data} === "string" && Array.isArray(${schemaCode}) && !${schemaCode}.includes(${data})`);
  },
  error: {message: 'must be in the list'},
};

function wholeNumberKeyword(keyword: (typeof WHOLE_NUMBER_KEYWORDS)[number]): CodeKeywordDefinition {
  return {
    keyword,
    schemaType: ['number', 'string'],
    $data: true,
    code(cxt: KeywordCxt) {
      const {data, schemaCode} = cxt;
      const comparison = {
        wholeMinimum: _`BigInt(${data}) < BigInt(${schemaCode})`,
        wholeMaximum: _`BigInt(${data}) > BigInt(${schemaCode})`,
        wholeBelow: _`BigInt(${data}) >= BigInt(${schemaCode})`,
      }[keyword];
      cxt.fail$data(_`${isWhole(data)} && ${isWhole(schemaCode)} && ${comparison}`);
    },
    error: {message: `must not be ${FAILS[keyword]} the limit`},
  };
}

/** A safe integer or its decimal text; anything else is not this keyword's matter. */
function isWhole(data: Name | KeywordCxt['schemaCode']) {
  return _`(typeof ${data} === "string" ? /^-?[0-9]+$/.test(${data}) : Number.isSafeInteger(${data}))`;
}
