import { stringify } from 'yaml';

/** Plain data as a YAML text: lines of any length, and long texts as blocks. */
export const yamlOf = (data: unknown): string =>
  stringify(data, { lineWidth: 0, aliasDuplicateObjects: false, singleQuote: true });
