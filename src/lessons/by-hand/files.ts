import { nodeAnswer, nodeServices } from './node.ts';
import { pythonAnswer, pythonServices } from './python.ts';
import type { Files } from './text-files.ts';

export const LANGUAGES = ['node', 'python'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The services of the folder, by the names that their spans must have; the first receives the requests. */
export const OWN_SERVICES = ['shop-gateway', 'shop-validator', 'shop-enricher'] as const;

/** Three services without tracing. */
export const servicesIn = (language: Language): Files =>
  language === 'node' ? nodeServices : pythonServices;

/**
 * The files that instrumenting the services changes or adds.
 *
 * @param endpoint where the lab takes OTLP over HTTP: "http://127.0.0.1:4318"
 */
export const answerIn = (language: Language, endpoint: string): Files =>
  language === 'node' ? nodeAnswer(endpoint) : pythonAnswer(endpoint);

/** The language of services that were written into a folder, by the names of its files. */
export function languageOf(names: readonly string[]): Language | undefined {
  return LANGUAGES.find((one) =>
    Object.keys(servicesIn(one)).every((name) => names.includes(name)),
  );
}

/** A request to them, as they are started without a port of their own. */
export const REQUEST = 'curl http://localhost:5300/process';
