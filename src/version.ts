import manifest from '../package.json' with {type: 'json'};

/** Version of Weir, as its package says. */
export const VERSION: string = manifest.version;
