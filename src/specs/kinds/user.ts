import type {ScramCredential, UserSpec} from '../model.ts';
import {COMMENT, duration, secretFrom} from '../schema.ts';
import {choice, type Fields, optionalFields, optionalNumber, optionalText, present, text} from './fields.ts';
import {type Issue, kind} from './kind.ts';
import {secretSource} from './secret-source.ts';

const MECHANISMS = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
/** Weir's own: kafka-configs writes 4096 (ConfigCommand.DefaultScramIterations), the fewest that the controller takes. */
const DEFAULT_ITERATIONS = 8192;

/** Someone who authenticates: with SCRAM, with a certificate, or managed elsewhere. */
export default kind({
  kind: 'User',
  description: 'Someone who authenticates: with SCRAM, with a certificate, or managed elsewhere.',
  spec: {
    type: 'object',
    properties: {
      scram: {
        type: 'object',
        description: 'A password that Weir writes.',
        properties: {
          mechanism: {enum: MECHANISMS, description: 'How the password is proved.'},
          iterations: {
            type: 'integer',
            minimum: 1,
            maximum: 2_147_483_647,
            default: DEFAULT_ITERATIONS,
            description: `Hash iterations, ${DEFAULT_ITERATIONS} by default.`,
          },
          passwordFrom: secretFrom('The password.'),
          version: {type: 'integer', minimum: 1, description: 'Raise it to write a changed password; a user without it is never written.'},
          rotatedOn: {
            type: 'string',
            pattern: '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$',
            $comment: `${COMMENT.says}it is a date like 2026-10-01`,
            description: 'Date of the last change of the password.',
          },
          rotateEvery: duration('The password is changed at least this often.'),
        },
        required: ['mechanism', 'passwordFrom'],
        additionalProperties: false,
      },
      tls: {
        type: 'object',
        description: 'A certificate.',
        properties: {
          subject: {type: 'string', minLength: 1, description: 'Distinguished name of the certificate: CN=order-service,O=acme.'},
          principal: {
            type: 'string',
            pattern: '^[A-Z][A-Za-z0-9]*:.+$',
            $comment: `${COMMENT.says}it is written whole, like User:order-service`,
            description: 'The principal that the cluster maps the subject to, where it does.',
          },
        },
        required: ['subject'],
        additionalProperties: false,
      },
      external: {const: true, description: 'Something else manages this user; Weir never writes it.'},
    },
    additionalProperties: false,
    oneOf: [{required: ['scram']}, {required: ['tls']}, {required: ['external']}],
    $comment: `${COMMENT.says}it needs exactly one of scram, tls, external`,
  },
  check,
  resolve: (spec): UserSpec => {
    const scram = optionalFields(spec, 'scram');
    if (scram !== undefined) return {scram: resolveScram(scram)};
    const tls = optionalFields(spec, 'tls');
    return tls === undefined
      ? {external: true}
      : {tls: present({subject: text(tls, 'subject'), principal: optionalText(tls, 'principal')})};
  },
});

function resolveScram(scram: Fields): ScramCredential {
  const passwordFrom = secretSource(scram, 'passwordFrom');
  if (passwordFrom === undefined) throw new Error('passwordFrom is missing, although its schema was satisfied');
  return present({
    mechanism: choice(scram, 'mechanism', MECHANISMS),
    iterations: optionalNumber(scram, 'iterations') ?? DEFAULT_ITERATIONS,
    passwordFrom,
    version: optionalNumber(scram, 'version'),
    rotatedOn: optionalText(scram, 'rotatedOn'),
    rotateEveryMs: optionalNumber(scram, 'rotateEvery'),
  });
}

function check(spec: Fields): Issue[] {
  const rotatedOn = optionalText(optionalFields(spec, 'scram') ?? {}, 'rotatedOn');
  if (rotatedOn === undefined) return [];
  const date = new Date(`${rotatedOn}T00:00:00Z`);
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(rotatedOn);
  return exists ? [] : [{rule: 'value', pointer: '/spec/scram/rotatedOn', message: `${rotatedOn} is no day of the calendar`}];
}
