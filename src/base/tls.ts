/** What a connection by TLS trusts and presents. Never printed, never stored. */
export interface Tls {
  /** Certificates in PEM that are trusted instead of those of node. */
  readonly ca?: string | undefined;
  /** The client's certificate and key in PEM, for a server that asks for them. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Where `cert` is from, for messages. */
  readonly certFile?: string | undefined;
  /** The server's certificate is not checked. */
  readonly isInsecure?: boolean | undefined;
}

/** As the options of node's `tls.connect`, without those that keep their default. */
export function tlsOptions({ ca, cert, key, isInsecure }: Tls = {}): object {
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(isInsecure && { rejectUnauthorized: false }),
  };
}
