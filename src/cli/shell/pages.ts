import { join } from 'node:path';

/**
 * The pages of the documentation that a text names, by paths that can be opened from any folder: they are installed with
 * the program.
 *
 * @param distFolder the folder of the built program
 */
export const withPages = (text: string, distFolder: string): string =>
  text.replaceAll(/\bdocs\/[\w-]+\.md\b/g, (page) => join(distFolder, '..', page));
