import type { ServiceFacts } from '../facts.ts';
import { firstSet, judgeExport } from './exports.ts';
import { type Finding, HERE, settingText } from './finding.ts';
import type { JaegerFacts } from '../facts.ts';
import { disabling } from './disabling.ts';

/** The same for a service whose responses do not name their trace: only Jaeger shows its state. */
export function judgeForeign(service: ServiceFacts, jaeger: JaegerFacts): Finding | undefined {
  if (service.direct.arrivedAs !== undefined) return undefined;
  return (
    switchedOff(service) ??
    otherTrace(service) ??
    samplesNothing(service) ??
    notSent(service, jaeger)
  );
}

const evidenceOf = ({ name, direct }: ServiceFacts) => ({
  component: name,
  tried: `${direct.method} ${direct.url} with the traceparent of trace ${direct.traceId}`,
  from: HERE,
  cameBack: `status ${direct.status}, and no span in Jaeger within ${direct.waitedMs} ms`,
});

function switchedOff(service: ServiceFacts): Finding | undefined {
  const setting = disabling(service.settings);
  if (!setting) return undefined;
  return {
    ...evidenceOf(service),
    cause: 'disabled',
    means: `${service.name} was started with ${settingText(setting)}: it sends no spans`,
    setting,
    change: `unset ${setting.name} and start ${service.name} again`,
  };
}

function otherTrace(service: ServiceFacts): Finding | undefined {
  const { direct, name, settings } = service;
  if (direct.elsewhere === undefined) return undefined;
  const setting = firstSet(settings, ['OTEL_PROPAGATORS']);
  return {
    ...evidenceOf(service),
    cause: 'propagation',
    cameBack: `a span of ${name} in trace ${direct.elsewhere} instead`,
    means: `${name} ignores the trace context of its callers${setting ? ` (${settingText(setting)})` : ''}`,
    setting,
    change: 'set OTEL_PROPAGATORS=tracecontext,baggage in every service, or unset it',
  };
}

function samplesNothing(service: ServiceFacts): Finding | undefined {
  const setting = firstSet(service.settings, ['OTEL_TRACES_SAMPLER']);
  // Those that follow the parent sample a request whose traceparent says so.
  if (setting?.value === undefined || setting.value.startsWith('parentbased_')) return undefined;
  if (setting.value === 'always_on') return undefined;
  return {
    ...evidenceOf(service),
    cause: 'sampling',
    means: `${service.name} drops spans of requests that its caller samples (${settingText(setting)})`,
    setting,
    change: 'use a parentbased_ sampler',
  };
}

/** @see https://github.com/open-telemetry/opentelemetry-js/blob/main/doc/esm-support.md */
const ESM_HOOK = '--experimental-loader=@opentelemetry/instrumentation/hook.mjs';

function notSent(service: ServiceFacts, jaeger: JaegerFacts): Finding {
  const finding = judgeExport(service, jaeger, 'http/protobuf');
  if (finding.cause !== 'lost' || service.direct.listed) return finding;
  const { name, unhooked } = service;
  if (unhooked)
    return {
      ...evidenceOf(service),
      cause: 'esm',
      means: `${unhooked.main} is an ES module, and ${unhooked.preload} can patch only what is loaded by require()`,
      change: `start it with node ${ESM_HOOK} --require ${unhooked.preload} ${unhooked.main}`,
    };
  return {
    ...evidenceOf(service),
    cause: 'uninstrumented',
    means: `${name} is not in Jaeger's list of services, and nothing that was found keeps its spans back`,
    change: `load the SDK before the code of ${name}: node --require ./tracing.cjs`,
  };
}
