// Prints what `#validators` is in a build: the validators of our rules as one ES module without imports.
// The build runs it: node --conditions=weir-source tools/validators.mjs > dist/validators.js
import {ourRules} from '../src/extensions/rules.ts';
import {standaloneValidators} from '../src/policy/compile.ts';

process.stdout.write(standaloneValidators(ourRules().rules));
