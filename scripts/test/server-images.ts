import { readFile } from 'node:fs/promises';
import type Docker from 'dockerode';
import { ensureImages } from '../images/ensure.ts';
import type { Making } from '../images/go-part.ts';
import { programOrReason } from './program-or-reason.ts';

/** What `--image` names, and the local image of it. */
export const SERVERS = {
  elasticsearch: 'elasticsearch',
  opensearch: 'opensearch',
  zipkin: 'zipkin',
  prometheus: 'prometheus',
  victorialogs: 'victorialogs',
  cassandra: 'cassandra',
  kafka: 'kafka',
  'jaeger-collector-1.57': 'jaeger-collector',
  'jaeger-query-1.57': 'jaeger-query',
  'jaeger-ingester-1.57': 'jaeger-ingester',
} as const;

export type ServerPart = keyof typeof SERVERS;

/** What the tests need; `npm run prove -- storages` has all of them. */
const TESTED = [
  'elasticsearch',
  'cassandra',
  'kafka',
  'zipkin',
  'prometheus',
  'victorialogs',
] as const;

/** Local images of servers, as `--image` takes them; by default of all. @throws LabError when one cannot be built */
export async function serverImages(
  docker: Docker,
  making: Making,
  parts: readonly ServerPart[] = Object.keys(SERVERS) as ServerPart[],
): Promise<string[]> {
  const names = parts.map((part) => SERVERS[part]);
  const images = await ensureImages(docker, names, making);
  return parts.map((part) => `${part}=${images[SERVERS[part]]}`);
}

/** The variables for tests that need servers; none where no test file does. */
export async function serverVariables(
  files: readonly string[],
  docker: Docker,
  making: Making,
): Promise<Record<string, string>> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  if (!texts.some((text) => text.includes('support/server-images.ts'))) return {};
  const all = serverImages(docker, making, TESTED).then((images) => images.join(' '));
  return programOrReason('JAEGER_LAB_TEST_SERVERS', all, making);
}
