/** The path at which the lab sets (POST), removes (DELETE) and reads (GET) a service's fault. Never traced. */
export const FAULT_PATH = '/__lab/fault';
