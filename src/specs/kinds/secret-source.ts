import type {SecretSource} from '../model.ts';
import {type Fields, optionalFields, optionalText, texts} from './fields.ts';

/** The `…From` field of a valid spec. */
export function secretSource(fields: Fields, key: string): SecretSource | undefined {
  const source = optionalFields(fields, key);
  if (source === undefined) return undefined;
  const env = optionalText(source, 'env');
  if (env !== undefined) return {env};
  const file = optionalText(source, 'file');
  return file === undefined ? {command: texts(source, 'command')} : {file};
}
