import { createServer } from 'node:net';
import { EXIT, LabError, codeOf, reasonOf } from '../../base/errors.ts';

/** Where everything of this machine reaches what listens on an address. */
export const reachedAt = (listen: string): string => (listen === '0.0.0.0' ? '127.0.0.1' : listen);

/** @throws LabError (usage) when nothing can listen there */
export async function throwIfNotOurs(address: string): Promise<void> {
  const reason = await whyNotOurs(address);
  if (reason === undefined) return;
  throw new LabError(`the lab cannot listen on ${address}: ${reason}`, {
    hint: 'give --publish an address of this machine, or 0.0.0.0 for all of them',
    exitCode: EXIT.usage,
  });
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: 'it is not an address of this machine',
  ENOTFOUND: 'the host name does not resolve',
  EAI_AGAIN: 'the host name does not resolve',
};

function whyNotOurs(address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', (error) => {
      resolve(REASONS[codeOf(error) ?? ''] ?? reasonOf(error));
    });
    server.listen({ host: address, port: 0 }, () => server.close(() => resolve(undefined)));
  });
}
