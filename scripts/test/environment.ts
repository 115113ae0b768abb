/** Variables of the caller that affect the program, its services or a nested test runner. */
const HEEDED = /^(JAEGER_LAB_(?!TEST_)|OTEL_|LAB_)|^(SERVICE_NAME|HOST|PORT|NODE_TEST_CONTEXT)$/;

/**
 * The environment of the tests: the caller's, without variables that change the program's behaviour, and with separate
 * folders, so that the caller's labs are neither visible nor changed.
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
