import {all, at, policy, user, when} from 'kafka-weir/policy';

export default policy({
  kind: 'User',
  title: 'A password that Weir is to write has a version',
  rationale:
    'Weir writes a password when its version rises, because the password itself is never in the plan. Without a version this user is declared and never created: its clients cannot log in, and nothing else says so. Stating it is no formality: the next apply then writes the password that stands at its source.',
  level: 'warning',
  packs: {development: 'warning'},
  covers: ['SE1', 'SE5'],
  sources: ['Weir: the User document; write-only arguments of Terraform (password_wo and its version)'],
  waiveWhen: 'Something else writes the password, and Weir is only to prove it: then external: true says so without it.',
  schema: when(at('spec.scram', {}, {required: true}), all(at('spec.scram.version', {}, {required: true}))),
  message: () =>
    'without a version this password is never written: state version: 1 to have the next apply write it, or external: true in place of scram where something else does',
  examples: {
    good: [user(), user({scram: undefined, external: true})],
    bad: [user({scram: {mechanism: 'SCRAM-SHA-512', passwordFrom: {env: 'AUDIT_PASSWORD'}}})],
  },
});
