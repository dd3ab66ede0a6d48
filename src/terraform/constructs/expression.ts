import {literal} from '../literal.ts';

/** A text that Terraform evaluates: what a resource, a data source or a variable gives only when it is planned. */
export interface Expression {
  readonly expression: string;
}

/** A list of texts that Terraform evaluates. */
export interface ListExpression {
  readonly list: string[];
}

/**
 * Says that a text is Terraform's to evaluate: `expression(variable.stringValue)`. Every other text of these constructs
 * means itself, be it one with `${`: names and settings of Kafka may hold any character.
 */
export function expression(text: string): Expression;
export function expression(list: string[]): ListExpression;
export function expression(value: string | string[]): Expression | ListExpression {
  return typeof value === 'string' ? {expression: value} : {list: value};
}

/** A setting as it goes into the configuration. */
export function settingText(value: string | number | boolean | Expression): string {
  return typeof value === 'object' ? value.expression : literal(String(value));
}
