import {UserScramCredential} from '@cdktf/provider-kafka/user-scram-credential';
import {type TerraformMetaArguments, TerraformVariable} from 'cdktf';
import type {Construct} from 'constructs';
import {literal} from '../literal.ts';
import {userId} from '../resource-ids.ts';
import {passwordVariable} from '../secret-variables.ts';
import type {Expression} from './expression.ts';

export interface KafkaUserProps extends TerraformMetaArguments {
  readonly name: string;
  readonly scram: {
    readonly mechanism: 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
    readonly iterations: number;
    /** Raise it to write a changed password. */
    readonly version: number;
  };
  /** Where the password comes from, which must be ephemeral: unless given, a variable, which the environment sets as TF_VAR_…. */
  readonly password?: Expression;
}

/** A SCRAM user whose password is written and never read: no plan and no state holds it. */
export class KafkaUser extends UserScramCredential {
  constructor(scope: Construct, {name, scram, password, ...props}: KafkaUserProps) {
    const passwordWo = password?.expression ?? passwordOf(scope, name);
    super(scope, userId(name), {
      // Of another mechanism it is another credential: the old one goes when the new one is there, and stays where that fails.
      lifecycle: {createBeforeDestroy: true},
      ...props,
      username: literal(name),
      scramMechanism: scram.mechanism,
      scramIterations: scram.iterations,
      passwordWo,
      passwordWoVersion: String(scram.version),
    });
  }
}

function passwordOf(scope: Construct, user: string): string {
  const variable = new TerraformVariable(scope, passwordVariable(user), {
    type: 'string',
    sensitive: true,
    nullable: false,
    description: `Password of ${literal(user)}`,
  });
  // The `ephemeral` property is dropped by CDKTF; without it a saved plan holds the value in clear.
  variable.addOverride('ephemeral', true);
  return variable.stringValue;
}
