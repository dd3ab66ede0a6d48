/** What a rule can be set to. */
export const LEVELS = ['error', 'warning', 'note', 'off'] as const;
