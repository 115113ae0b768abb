/**
 * The images of servers and of Jaeger 1's roles for `--image`, as npm test found or built them. A test file that
 * imports this module gets them; the others do not wait for them.
 */
const PARTS = [
  ...['elasticsearch', 'opensearch', 'cassandra', 'kafka'],
  ...['jaeger-collector-1.57', 'jaeger-query-1.57', 'jaeger-ingester-1.57'],
] as const;

const VARIABLE = 'JAEGER_LAB_TEST_SERVERS';

/** `elasticsearch=NAME`, separated by spaces. */
const given = (process.env[VARIABLE] ?? '').split(' ').filter((one) => one !== '');

/** Arguments of `up`. */
export const SERVER_IMAGES: readonly string[] = given.flatMap((one) => ['--image', one]);

/** Why tests that need them are skipped; false where they are there. */
export const serversMissing: string | false =
  given.length === PARTS.length
    ? false
    : (process.env[`${VARIABLE}_MISSING`] ?? `${VARIABLE} is set by npm test`);
