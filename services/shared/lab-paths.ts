/** The path at which the lab sets (POST), removes (DELETE) and reads (GET) a service's fault. */
export const FAULT_PATH = '/__lab/fault';

const UNTRACED: ReadonlySet<string> = new Set(['/healthz', '/favicon.ico', FAULT_PATH]);

/** Whether a request is one of a probe, a browser or the lab: it is neither traced nor logged. */
export const isUntraced = (url = ''): boolean => UNTRACED.has(url.replace(/\?.*$/s, ''));
