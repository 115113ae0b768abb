import type { JSX } from 'preact';
import { Outside } from './figures.tsx';

/** More hues look alike; services beyond them share one, and each has its name beside it. */
const HUES = 12;

const hues = new Map<string, number>();

/** Neighbours in the alphabet get different hues; the same services look the same on every page. */
export function learnServices(services: readonly string[]): void {
  for (const service of services.toSorted()) hueOf(service);
}

function hueOf(service: string): number {
  const known = hues.get(service);
  if (known !== undefined) return known;
  const hue = hues.size % HUES;
  hues.set(service, hue);
  return hue;
}

/** The class that sets `--hue` to the colour of a service. */
export const serviceClass = (service: string): string => `s${hueOf(service)}`;

/** A service's name behind a spot of its colour. */
export function Service({ name }: { readonly name: string }): JSX.Element {
  return (
    <span class="service">
      <span class={`spot ${serviceClass(name)}`} aria-hidden="true" />
      <Outside text={name === '' ? '(no name)' : name} />
    </span>
  );
}
