import type { JaegerClient } from '../../src/jaeger/client.ts';
import type { Span, Trace } from '../../src/model/trace.ts';
import { micros } from '../../src/model/units.ts';
import { SERVICE } from './one-of-everything.ts';

/** Answers to the rows of the page that compares the two, by their first words. */
export type Kept = Readonly<Record<string, boolean>>;

/** What a server keeps of the trace of `sendOneOfEverything`, and finds of it. */
export async function keptAndFound(client: JaegerClient, traceId: string): Promise<Kept> {
  const trace = await client.trace(traceId);
  const root = trace?.spans.find(({ name }) => /^whole trace$/i.test(name));
  const child = trace?.spans.find(({ name }) => name === 'failed quietly');
  if (!trace || !root || !child) throw new Error(`${client.called} does not have the trace`);
  const raw = (await client.rawTrace(traceId)) ?? '';
  return { ...kept(root, child, raw), ...(await found(client, trace, root)) };
}

const kept = (root: Span, child: Span, raw: string): Kept => ({
  'upper case in the name of its service': root.resource.service === SERVICE,
  'upper case in its name': root.name === 'Whole Trace',
  nanoseconds: [root, child].some(({ startNanos, endNanos }) => startNanos + endNanos > 0),
  'numbers and booleans in attributes':
    root.attributes['count'] === 42 && root.attributes['isNew'] === true,
  'that it is internal': child.kind === 'internal',
  'that it failed': root.status === 'error' && child.status === 'error',
  'the message of its failure': root.statusMessage === 'it broke',
  'name and time of an event': root.events.some(({ name }) => name.includes('happened')),
  'attributes of an event': root.events[0]?.attributes['reason'] === 'because',
  'links to other traces': root.links.length === 1,
  "the instrumentation's name and version":
    root.scope.name === 'keeper' && root.scope.version === '4.5.6',
  'attributes of the process, kept apart': !/"tags":\{[^}]*"service\.version"/.test(raw),
});

async function found(client: JaegerClient, { traceId }: Trace, root: Span): Promise<Kept> {
  const around = { fromUs: micros(root.startUs - 1e6), toUs: micros(root.startUs + 60e6) };
  const has = async (conditions: object): Promise<boolean> => {
    const query = { ...around, limit: 100, ...conditions };
    return (await client.traces(query)).some((trace) => trace.traceId === traceId);
  };
  const { service } = root.resource;
  const tagged = (key: string, value: string): object => ({
    service,
    attributes: { [key]: value },
  });
  return {
    'by service and operation': await has({ service, operation: root.name }),
    'by a tag': (await has(tagged('word', 'Text'))) && !(await has(tagged('word', 'other'))),
    'by a minimum duration': !(await has({ service, minDurationUs: micros(60e6) })),
  };
}
