import type {Validators} from './validators.ts';

/**
 * `#validators` when Weir runs from source: none is compiled ahead, so all are compiled on use. In a build that name
 * is the module that `standaloneValidators` (compile.ts) writes.
 */
export const validators: Readonly<Record<string, Validators>> = {};
