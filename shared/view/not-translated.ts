/**
 * For elements that translation programs must leave as they are. It is spread into them, because Preact
 * writes `translate={false}` as no attribute at all.
 */
export const NOT_TRANSLATED: object = { translate: 'no' };
