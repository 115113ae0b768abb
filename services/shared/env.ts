/** The value of an environment variable. An empty one counts as not set, as the OpenTelemetry specification has it. */
export function env(name: string, otherwise = ''): string {
  const value = process.env[name]?.trim();
  return value === undefined || value === '' ? otherwise : value;
}
