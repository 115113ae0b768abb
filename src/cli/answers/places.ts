import * as z from 'zod';

/** Where a component's ports are published. */
export const place = z.object({
  name: z.string(),
  runs: z.string().describe('an image, or a program'),
  ports: z.array(
    z.object({
      name: z.string(),
      port: z.int().describe('where the component listens'),
      host: z.string(),
      hostPort: z.int().describe('where a person reaches it'),
    }),
  ),
});
