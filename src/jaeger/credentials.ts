/** What a server in front of Jaeger wants to know and to see. Never printed, never stored. */
export interface Credentials {
  readonly headers?: Readonly<Record<string, string>>;
  /** Certificates in PEM that are trusted instead of those of node. */
  readonly ca?: string | undefined;
  /** The client's certificate and key in PEM, for a server that asks for them. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** The server's certificate is not checked. */
  readonly isInsecure?: boolean | undefined;
}
