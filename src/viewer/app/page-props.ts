import type { Address } from './address.ts';
import type { StoreAbout } from './data/trace-store.ts';

/** What every page of the viewer is given. */
export interface PageProps {
  readonly address: Address;
  readonly about: StoreAbout;
}
