// Prints what `#spec-validators` is in a build: the validators of the kinds' schemas as one ES module; the build bundles what it requires of AJV's runtime.
// The build runs it: node --conditions=weir-source tools/spec-validators.mjs
import {Ajv} from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import {AJV_OPTIONS, specSchemas} from '../src/specs/validators-source.ts';

const ajv = new Ajv({...AJV_OPTIONS, code: {source: true, esm: true}});
const schemas = specSchemas();
for (const [name, schema] of Object.entries(schemas)) ajv.addSchema(schema, name);
const code = standaloneCode.default(ajv, Object.fromEntries(Object.keys(schemas).map(name => [name, name])));
const names = Object.keys(schemas);
process.stdout.write(`${code}\nconst validators = {${names.join(', ')}};\nexport const specValidator = name => validators[name];\n`);
