/** What a caller may have set and the program, its services or a nested test runner would heed. */
const HEEDED = /^(JAEGER_LAB_(?!TEST_)|OTEL_|LAB_)|^(SERVICE_NAME|HOST|PORT|NODE_TEST_CONTEXT)$/;

/**
 * The environment of the tests: the caller's, without what would change how the program behaves, and with folders
 * of their own, so that no lab of the caller's is seen or touched.
 */
export function testEnvironment(caller: NodeJS.ProcessEnv, folder: string): NodeJS.ProcessEnv {
  const kept = Object.entries(caller).filter(([name]) => !HEEDED.test(name));
  return {
    ...Object.fromEntries(kept),
    TMPDIR: folder,
    XDG_STATE_HOME: `${folder}/state`,
    XDG_CONFIG_HOME: `${folder}/config`,
  };
}
