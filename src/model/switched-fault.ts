/** The fields of a fault that is switched on at a service, and what each means. */
export const FAULT_FIELDS = {
  delayMs: 'milliseconds that a request is delayed',
  jitterMs: 'upper bound of a random delay that is added, in milliseconds',
  ratio: 'share of the requests that are delayed, 0 to 1',
  errorRate: 'share of the requests that are answered with an error, 0 to 1',
} as const;

/** A fault that every request to a service may suffer until it is switched off or the service restarts. */
export type SwitchedFault = Readonly<Record<keyof typeof FAULT_FIELDS, number>>;

export type ServiceFault = SwitchedFault & { readonly service: string };

/** The attribute of a span whose service applied a fault, with the fault as its value. */
export const FAULT_ATTRIBUTE = 'lab.fault';
