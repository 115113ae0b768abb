import * as z from 'zod';
import { FAULT_FIELDS, type SwitchedFault } from '../../model/switched-fault.ts';

const fields = Object.fromEntries(
  Object.entries(FAULT_FIELDS).map(([name, meaning]) => [name, z.number().describe(meaning)]),
) as Record<keyof SwitchedFault, z.ZodNumber>;

/** A fault that is switched on at a service. */
export const switchedFault = z.object({ service: z.string(), ...fields });
