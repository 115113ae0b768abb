/** Undefined where it was removed while the shell was in it: it then has no path any more. */
export function workingDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}
