import type { DirectFacts, JaegerFacts, ServiceFacts } from '../facts.ts';
import { overflowing } from './behaviour.ts';
import { disabling } from './disabling.ts';
import { addressOf, exportSettings, firstSet, judgeExport } from './exports.ts';
import { type Finding, HERE, settingText } from './finding.ts';
import { judgeForeign } from './foreign.ts';
import { stateSentence } from '../../base/state-sentence.ts';

/** Whether the spans of a service are lost, and nothing shows why. */
export const isUnexplained = (service: ServiceFacts, jaeger: JaegerFacts): boolean =>
  judgeService(service, jaeger)?.cause === 'lost';

/** The first thing that is wrong with one service; undefined when nothing is. */
export function judgeService(service: ServiceFacts, jaeger: JaegerFacts): Finding | undefined {
  return (
    notRunning(service) ??
    overflowing(service) ??
    (service.namesTraces ? notTraced(service, jaeger) : judgeForeign(service, jaeger)) ??
    wrongName(service)
  );
}

const notTraced = (service: ServiceFacts, jaeger: JaegerFacts): Finding | undefined =>
  noTrace(service) ??
  otherTrace(service) ??
  notSampled(service) ??
  (service.direct.arrivedAs === undefined ? judgeExport(service, jaeger) : undefined);

const asked = ({ method, url }: DirectFacts): string =>
  `${method} ${url} with a sampled traceparent`;

function notRunning({ name, state, ended, direct }: ServiceFacts): Finding | undefined {
  const runs = state === 'running' || state === 'ready';
  if (runs && direct.failure === undefined) return undefined;
  return {
    cause: 'down',
    component: name,
    tried: runs ? asked(direct) : `to find ${name}`,
    from: HERE,
    cameBack: runs
      ? (direct.failure ?? '')
      : `${stateSentence(name, state)}${ended ? `: it ${ended}` : ''}`,
    means: `${name} does not answer requests`,
    change: `start ${name} again`,
  };
}

/** A response without a trace id: no span was created. */
function noTrace(service: ServiceFacts): Finding | undefined {
  const { name, settings, direct } = service;
  if (direct.reported !== undefined) return undefined;
  const evidence = { component: name, tried: asked(direct), from: HERE };
  const cameBack = `status ${direct.status}, without a traceresponse header`;
  const switchedOff = disabling(settings);
  if (switchedOff)
    return {
      ...evidence,
      cause: 'disabled',
      cameBack,
      means: `${name} was started with ${settingText(switchedOff)}: it sends no spans`,
      setting: switchedOff,
      change: `unset ${switchedOff.name}`,
    };
  const { endpoint } = exportSettings(settings);
  if (!addressOf(endpoint.value))
    return {
      ...evidence,
      cause: 'endpoint',
      cameBack,
      means: `${settingText(endpoint)} is not a URL`,
      setting: endpoint,
      change: `set ${endpoint.name} to a URL such as http://localhost:4317`,
    };
  return {
    ...evidence,
    cause: 'uninstrumented',
    cameBack,
    means: `${name} runs without the tracing preload: its callers' spans end at the call`,
    change: `start ${name} with the tracing preload (node --require ./tracing.cjs)`,
  };
}

function otherTrace(service: ServiceFacts): Finding | undefined {
  const { name, settings, direct } = service;
  if (direct.reported === undefined || direct.reported.traceId === direct.traceId) return undefined;
  const setting = firstSet(settings, ['OTEL_PROPAGATORS']);
  return {
    cause: 'propagation',
    component: name,
    tried: `${asked(direct)} of trace ${direct.traceId}`,
    from: HERE,
    cameBack: `a span of trace ${direct.reported.traceId}`,
    means: `${name} ignores the trace context of its callers${setting ? ` (${settingText(setting)})` : ''}`,
    setting,
    change: 'set OTEL_PROPAGATORS=tracecontext,baggage in every service, or unset it',
  };
}

const SAMPLER = ['OTEL_TRACES_SAMPLER'];

function notSampled(service: ServiceFacts): Finding | undefined {
  const { name, settings, direct } = service;
  if (direct.reported?.sampled !== false) return undefined;
  const setting = firstSet(settings, SAMPLER);
  return {
    cause: 'sampling',
    component: name,
    tried: asked(direct),
    from: HERE,
    cameBack: 'the same trace id, with the sampled flag 00',
    means: `${name} drops spans of requests that its caller samples${setting ? ` (${settingText(setting)})` : ''}`,
    setting,
    change: 'use a parentbased_ sampler in every service but the first',
  };
}

function wrongName({ name, settings, direct }: ServiceFacts): Finding | undefined {
  const { arrivedAs } = direct;
  if (arrivedAs === undefined || arrivedAs === name) return undefined;
  const setting = firstSet(settings, [
    'OTEL_SERVICE_NAME',
    'OTEL_RESOURCE_ATTRIBUTES',
    'SERVICE_NAME',
  ]);
  const isUnread = setting?.name === 'SERVICE_NAME';
  return {
    cause: 'service-name',
    component: name,
    tried: `${asked(direct)}, then Jaeger for that trace`,
    from: HERE,
    cameBack: `a span of service "${arrivedAs}"`,
    means: `the spans of ${name} are listed under "${arrivedAs}"${isUnread ? `: no SDK reads ${settingText(setting)}` : ''}`,
    setting,
    change: `set OTEL_SERVICE_NAME=${name} in ${name}`,
  };
}
