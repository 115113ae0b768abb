import * as z from 'zod';

/** In the answer of each command that can be asked not to check a certificate. */
export const insecure = z
  .literal(true)
  .optional()
  .describe('the certificate of the server was not checked (--insecure)');
