import {anyDocumentSchema, schemaName} from '../../src/commands/schema.ts';
import type {Rules} from '../../src/extensions/rules.ts';
import {yamlRuleSchema} from '../../src/extensions/yaml-rule-schema.ts';
import {policySchema} from '../../src/policy/config-schema.ts';
import {waiversSchema} from '../../src/policy/waivers-schema.ts';
import {editorSchema} from '../../src/specs/described.ts';
import {KINDS} from '../../src/specs/model.ts';

/** The JSON Schemas for editors by their path, as `weir schema` prints them where there are no rules but ours. */
export function schemaFiles(ours: Rules): Record<string, string> {
  const schemas: [string, object][] = [
    // The others stand beside it, so that none is here twice; `weir schema` prints them in one.
    ['weir', anyDocumentSchema(kind => ({$ref: `${schemaName(kind)}.schema.json`}))],
    ...KINDS.map((kind): [string, object] => [schemaName(kind), editorSchema(kind)]),
    ['policy', policySchema(ours)],
    ['waivers', waiversSchema(ours.rules)],
    ['rule', yamlRuleSchema],
  ];
  return Object.fromEntries(schemas.map(([name, schema]) => [`docs/schemas/${name}.schema.json`, `${JSON.stringify(schema, null, 1)}\n`]));
}
