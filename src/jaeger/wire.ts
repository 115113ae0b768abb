import * as z from 'zod';
import { MalformedAnswer } from './checked.ts';

/**
 * The envelopes of Jaeger's responses and its errors. Spans are checked by hand where they are read, because there may
 * be 100,000 of them. Some versions omit an empty list or send null.
 */

const list = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

export const servicesV3 = z.object({ services: list(z.string()) });
/** A span without a name gives an operation without a name. */
export const operationsV3 = z.object({
  operations: list(z.object({ name: z.string().default('') })),
});
export const tracesV3 = z.object({ result: z.object({ resourceSpans: list(z.unknown()) }) });
const errorV3 = z.object({ error: z.object({ message: z.string() }) });

const legacy = <Item extends z.ZodType>(item: Item) => z.object({ data: list(item) });

export const servicesLegacy = legacy(z.string());
export const operationsLegacy = legacy(z.object({ name: z.string() }));
export const tracesLegacy = legacy(z.unknown());
export const dependenciesLegacy = legacy(
  z.object({ parent: z.string(), child: z.string(), callCount: z.int() }),
);
const errorsLegacy = z.object({ errors: z.array(z.object({ msg: z.string() })).min(1) });

/** Jaeger's own message in an error response of either API; undefined for any other response. */
export function errorMessage(body: unknown): string | undefined {
  const v3 = errorV3.safeParse(body);
  if (v3.success) return v3.data.error.message;
  const old = errorsLegacy.safeParse(body);
  return old.success ? old.data.errors.map(({ msg }) => msg).join('; ') : undefined;
}

/** Parses `body` by `schema`. @throws MalformedAnswer with the first mistake */
export function parseWire<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new MalformedAnswer(
    `${['the response', ...(issue?.path ?? [])].join('.')}: ${issue?.message ?? ''}`,
  );
}
