/** Where the lab switches a service's fault on (POST), off (DELETE) and asks for it (GET). Never traced. */
export const FAULT_PATH = '/__lab/fault';
