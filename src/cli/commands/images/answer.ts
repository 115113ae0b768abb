import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';

export const imagesAnswer = z.object({
  schema: z.literal('jaeger-lab/images@1'),
  file: z.string().optional().describe('the file that they were saved in or loaded from'),
  images: z.array(
    z.object({
      name: z.string(),
      bytes: z.int().optional().describe('on the engine; absent when the image is not there'),
      architecture: z.string().optional().describe('amd64, arm64, …'),
    }),
  ),
});

export type ImagesAnswer = Answer<z.infer<typeof imagesAnswer>>;
