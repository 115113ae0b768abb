import type { Tls } from '../base/tls.ts';

/** What a server in front of Jaeger wants to know and to see. Never printed, never stored. */
export interface Credentials extends Tls {
  readonly headers?: Readonly<Record<string, string>>;
  /** Names of headers whose values are secret, whatever the names look like. */
  readonly secretHeaders?: readonly string[] | undefined;
}

const PUBLIC = /tenant|org-?id|project|namespace|region|environment|user-agent|^accept/i;
const SECRET = /auth|token|key|secret|passw|cookie|session|credential|signature/i;

/** Whether the value of a header may be shown, by its name: that of a tenant, but not that of an unknown header. */
export const isPublicHeader = (name: string): boolean => PUBLIC.test(name) && !SECRET.test(name);

/** A server may repeat in its refusal what it was sent. @returns the text without the secret values of headers */
export function withoutSecrets(
  text: string,
  { headers = {}, secretHeaders = [] }: Pick<Credentials, 'headers' | 'secretHeaders'>,
): string {
  return Object.entries(headers)
    .filter(([name]) => secretHeaders.includes(name) || !isPublicHeader(name))
    .flatMap(([, value]) => [value, value.replace(/^\w+ +/, '')])
    .filter((secret) => secret !== '')
    .reduce((left, secret) => left.replaceAll(secret, '…'), text);
}
