import * as z from 'zod';

/** Who calls or is called. */
export const dependencyNode = z.object({
  type: z.enum(['service', 'database', 'messaging', 'virtual', 'outside']),
  name: z.string(),
});

export const calleesWithoutSpans = z
  .array(dependencyNode)
  .describe('their calls have no gap: a call is all of their time');
