import { EXIT, LabError } from './errors.ts';

const LOOPBACK = /^(?:[a-z+]+:\/\/)?(?:[^@/]*@)?(?:localhost|127\.[\d.]+|\[::1\])(?:[:/]|$)/i;

/** Whether an address, with or without a scheme, is one that every machine has for itself. */
export const isLoopback = (address: string): boolean => LOOPBACK.test(address);

/** @param given the option with its value */
export const loopbackInContainer = (given: string, instead: string): LabError =>
  new LabError(`${given}: in a container, localhost is the container itself`, {
    hint: `give the machine's name or address, or ${instead}`,
    exitCode: EXIT.usage,
  });
