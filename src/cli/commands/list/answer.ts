import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';
import { LAB_CONDITIONS } from '../../labs/list-labs.ts';

export const listAnswer = z.object({
  schema: z.literal('jaeger-lab/list@1'),
  labs: z.array(
    z.object({
      lab: z.string(),
      state: z
        .enum(LAB_CONDITIONS)
        .describe(
          'left-over: of a command that was killed; stateless: without a state of this user',
        ),
      runtime: z.enum(['docker', 'local']).optional(),
      engine: z.string().optional(),
      scenario: z.string().optional(),
      since: z.string().optional().describe('RFC 3339'),
      owner: z.string().optional().describe('user@host, from the labels of its containers'),
      isMine: z.boolean().describe('false: `down` removes it only with --take-over'),
      running: z.int().describe('components that run'),
      components: z.int(),
      ports: z.array(z.int()).describe('published ports, ascending'),
      diskBytes: z.int().describe('state, logs, ledger and what containers have written'),
      temporary: z.string().optional().describe('the command that made it for itself'),
      isInUse: z.boolean().describe('that command still runs'),
    }),
  ),
});

export type ListAnswer = Answer<z.infer<typeof listAnswer>>;
