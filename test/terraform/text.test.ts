import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {literal} from '../../src/terraform/literal.ts';
import {logicalId} from '../../src/terraform/logical-id.ts';

/**
 * What Terraform makes of a template string: `${"…"}` is the text inside, `$${` and `%%{` are a literal `${` and `%{`
 * (HCL native syntax specification, "Templates"). An opening that is neither would be evaluated.
 */
function evaluate(template: string): string {
  return template.replace(/\$\{"([^"]*)"\}|[$%]\{/g, (whole, text: string | undefined) => {
    if (text === undefined) throw new Error(`${whole} would be evaluated`);
    return text;
  });
}

/** Characters that mean something to HCL, JSON, JavaScript's replacement strings or CDKTF. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '$',
        '%',
        '{',
        '}',
        '"',
        '\\',
        '$$',
        '$&',
        '${',
        '%{',
        '%%{',
        '$${',
        '#{',
        '${TfToken[TOKEN.0]}',
        '#{TfToken[0]}',
        'a',
        ' ',
      ),
      fc.string(),
    ),
  )
  .map(parts => parts.join(''));

describe('literal text', () => {
  it('means itself to Terraform', () =>
    fc.assert(
      fc.property(nasty, text => {
        expect(evaluate(literal(text))).toBe(text);
      }),
      {numRuns: 2000},
    ));
  it.each(['plain', 'a$b', '100%', '{}', ''])('%j needs nothing', text => expect(literal(text)).toBe(text));
  it('CDKTF sees no token in it', () => expect(literal('${TfToken[TOKEN.0]}#{TfToken[1]}')).not.toMatch(/[$#]\{TfToken\[/));
});

describe('logical ids', () => {
  it('no two names share one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({unit: 'grapheme'}), {minLength: 1, maxLength: 3}),
        fc.array(fc.string({unit: 'grapheme'}), {minLength: 1, maxLength: 3}),
        (a, b) => {
          fc.pre(JSON.stringify(a) !== JSON.stringify(b));
          expect(logicalId('topic', ...a)).not.toBe(logicalId('topic', ...b));
        },
      ),
    );
  });

  it('near misses differ', () => {
    const names = ['orders.v1', 'ordersv1', 'orders_v1', 'orders-v1', 'orders_2e_v1', 'orders._2e_v1', 'x_x_x', 'x'];
    const ids = [
      ...names.map(name => logicalId('topic', name)),
      logicalId('topic', 'x', 'x'),
      logicalId('topic', 'a_x_b'),
      logicalId('topic', 'a', 'b'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('every id is an identifier of Terraform', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme'}), name => {
        expect(logicalId('topic', name)).toMatch(/^[A-Za-z][A-Za-z0-9_-]*$/);
      }),
    );
  });

  it('the encoding is frozen: another one would destroy and create every topic', () => {
    expect([logicalId('topic', 'payments.orders_placed-v1'), logicalId('acl', 'User:ä', '🙂', '*')]).toEqual([
      'topic_payments_2e_orders_5f_placed-v1',
      'acl_User_3a__e4__x__1f642__x__2a_',
    ]);
  });
});
