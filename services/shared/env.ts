/** The value of an environment variable. An empty one counts as unset, as in the OpenTelemetry specification. */
export function env(name: string, otherwise = ''): string {
  const value = process.env[name]?.trim();
  return value === undefined || value === '' ? otherwise : value;
}
