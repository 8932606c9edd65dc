/** The currencies there are: ISO 4217, as this runtime knows it. An amount in any other is in no total. */
const known = new Set(Intl.supportedValuesOf('currency'));

export const isCurrency = (code: string): boolean => known.has(code);
