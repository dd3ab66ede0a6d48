/** Documents as `check` would resolve them. */
export {resolveExamples as resolved, resolveText as resolvedText} from '../../src/policy/resolve-examples.ts';
