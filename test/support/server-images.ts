/**
 * The images of servers for `--image`, as npm test found or built them. A test file that imports this module gets them;
 * the others do not wait for them.
 */
const VARIABLE = 'JAEGER_LAB_TEST_SERVERS';

/** `elasticsearch=NAME`, separated by spaces. */
const given = (process.env[VARIABLE] ?? '').split(' ').filter((one) => one !== '');

/** Arguments of `up`. */
export const SERVER_IMAGES: readonly string[] = given.flatMap((one) => ['--image', one]);

/** Why tests that need them are skipped; false where they are there. */
export const serversMissing: string | false =
  given.length > 0
    ? false
    : (process.env[`${VARIABLE}_MISSING`] ?? `${VARIABLE} is set by npm test`);
