import type { CauseName } from '../../model/cause.ts';
import type { Setting } from '../facts.ts';

/** One thing that is wrong, with the evidence. */
export interface Finding {
  readonly cause: CauseName;
  readonly component: string;
  /** What was tried, and from where. */
  readonly tried: string;
  readonly from: string;
  readonly cameBack: string;
  readonly means: string;
  readonly setting?: Setting | undefined;
  /** What to change, in the terms of the SDK or of Jaeger. */
  readonly change: string;
}

export const HERE = 'this machine';

/** "OTEL_TRACES_EXPORTER=none". */
export const settingText = ({ name, value }: Setting): string => `${name}=${value ?? ''}`;
