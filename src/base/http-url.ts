import { EXIT, LabError } from './errors.ts';

/**
 * The address of a server that takes HTTP. Of "localhost:5000" `URL` itself makes a protocol.
 *
 * @param base what a path is below
 * @returns undefined for any other text
 */
export function httpUrlIn(text: string, base?: string): URL | undefined {
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) ? url : undefined;
}

/** @param what the text in quotes, or the name of its option where the text may hold a password */
export const notHttpUrl = (what: string, example: string): LabError =>
  new LabError(`${what} is not an http or https URL`, {
    hint: `use a URL such as ${example}`,
    exitCode: EXIT.usage,
  });
