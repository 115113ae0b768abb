import { counted } from '../../model/counted.ts';
import type { EntryFacts, Facts, ServiceFacts, Stopped } from '../facts.ts';
import { firstSet } from './exports.ts';
import { type Finding, HERE, settingText } from './finding.ts';
import { judgeBehaviour, otherSignals } from './behaviour.ts';
import { judgeLate, judgePath } from './jaeger.ts';
import { judgeMonitor } from './monitor.ts';
import { judgeService } from './service.ts';
import { stateSentence } from '../../base/state-sentence.ts';

/**
 * What is wrong, of the components in the order of the facts. One finding is not made twice: a call that does not
 * continue the trace is the caller's fault only where the callee continues one that it is given.
 */
export function judge(facts: Facts): Finding[] {
  const stopped = facts.stopped.map(isDown);
  const jaeger = judgePath(facts);
  // A part of it that does not run explains why it does not answer.
  if (jaeger) return stopped.length > 0 ? stopped : [jaeger];
  const late = judgeLate(facts);
  const monitor = stopped.length > 0 ? undefined : judgeMonitor(facts);
  const { unlisted: absent = [] } = facts;
  const sick = new Map<string, Finding>();
  for (const service of facts.services) {
    const finding = judgeService(service, facts.jaeger);
    if (finding) sick.set(service.name, finding);
  }
  const healthy = facts.services.filter(({ name }) => !sick.has(name));
  for (const service of healthy) {
    const finding = judgeCalls(service, new Set([...sick.keys(), ...absent]), facts);
    if (finding) sick.set(service.name, finding);
  }
  return [
    ...stopped,
    ...[late, monitor].flatMap((one) => one ?? []),
    ...sick.values(),
    ...absent.map((one) => unlisted(one, facts)),
  ];
}

/** The first thing that is wrong with what a service sends, calls and samples, though its spans arrive. */
const judgeCalls = (
  service: ServiceFacts,
  sick: ReadonlySet<string>,
  { entry, jaeger }: Facts,
): Finding | undefined =>
  brokenCall(service, sick) ??
  untagged(service, entry) ??
  sampledShare(service, entry) ??
  otherSignals(service, jaeger) ??
  judgeBehaviour(service);

const isDown = ({ component, state, ended }: Stopped): Finding => ({
  cause: 'down',
  component,
  tried: `to find ${component}`,
  from: HERE,
  cameBack: `${stateSentence(component, state)}${ended ? `: it ${ended}` : ''}`,
  means: `${component} does not answer`,
  change: `start ${component} again`,
});

/** A service that Jaeger does not list: it sends nothing, or under another name. */
function unlisted(component: string, { services, unlisted: all = [] }: Facts): Finding {
  const known = new Set([
    ...all,
    ...services.flatMap(({ name, direct }) => [name, ...direct.calls]),
  ]);
  const stranger = services.flatMap(({ direct }) => direct.reached).find((one) => !known.has(one));
  const evidence = { component, tried: "Jaeger's list of services", from: HERE };
  const cameBack = `a list without "${component}"`;
  const change = `set OTEL_SERVICE_NAME=${component} where it runs; no SDK reads SERVICE_NAME`;
  if (stranger !== undefined)
    return {
      ...evidence,
      cause: 'service-name',
      cameBack: `${cameBack}; a request to it left a span of "${stranger}"`,
      means: `the spans of ${component} seem to be those of "${stranger}"`,
      change,
    };
  return {
    ...evidence,
    cause: services.length > 0 ? 'uninstrumented' : 'service-name',
    cameBack,
    means: `no span has service.name "${component}": its service sends none, or under another name`,
    change: `load the SDK before its code, and ${change}`,
  };
}

/** A callee that continues traces, and is not in the trace of a request that called it. */
function brokenCall(
  { name, namesTraces, settings, direct }: ServiceFacts,
  sick: ReadonlySet<string>,
): Finding | undefined {
  // Without a span of the call it is the caller's fault, however the callee is.
  const isUnseen = namesTraces && direct.hasCallSpans === false;
  const lost = direct.calls.find(
    (one) => !direct.reached.includes(one) && (isUnseen || !sick.has(one)),
  );
  if (lost === undefined || (direct.status ?? 500) >= 500) return undefined;
  const setting = firstSet(settings, [
    'OTEL_NODE_DISABLED_INSTRUMENTATIONS',
    'OTEL_NODE_ENABLED_INSTRUMENTATIONS',
    'OTEL_PROPAGATORS',
  ]);
  return {
    cause: 'propagation',
    component: name,
    tried: `${direct.method} ${direct.url} with a traceparent: ${name} calls ${lost}`,
    from: HERE,
    cameBack: `a trace with the span of ${name}, and none of ${lost}${isUnseen ? ' or of the call' : ', which continues a trace when asked directly'}`,
    means: `${name} sends no trace context with its calls${setting ? ` (${settingText(setting)})` : ''}`,
    setting,
    change: `instrument the HTTP client of ${name}, with OTEL_PROPAGATORS unset`,
  };
}

/** Asks Jaeger for its rates, and tags its root spans with them. */
const REMOTE = 'parentbased_jaeger_remote';

/** Jaeger adapts rates by the root spans that have the tags of a sampler, and counts no others. */
function untagged({ name, settings }: ServiceFacts, entry?: EntryFacts): Finding | undefined {
  if (entry?.component !== name || !entry.adaptive) return undefined;
  const { rooted, tagged } = entry.adaptive;
  const sampler = firstSet(settings, ['OTEL_TRACES_SAMPLER']);
  const isOther = sampler !== undefined && sampler.value !== REMOTE;
  if (tagged === rooted && !isOther) return undefined;
  return {
    cause: 'sampling',
    component: name,
    tried: `${counted(entry.requests, 'request')} without a traceparent, then Jaeger for their root spans`,
    from: HERE,
    cameBack: `${tagged} of ${rooted} root spans with sampler.type and sampler.param`,
    means: `the rates of adaptive sampling never change: Jaeger counts only root spans with these tags${isOther ? ` (${settingText(sampler)})` : ''}`,
    setting: isOther ? sampler : undefined,
    change: `use a sampler that asks Jaeger and sets both tags: OTEL_TRACES_SAMPLER=${REMOTE} of the lab, or a client of Jaeger`,
  };
}

/** A chance below one in a million: 200 healthy labs must not raise an alarm. */
const RARE = 1e-6;

/** The entry decides about requests that bring no trace context. */
function sampledShare(
  { name, settings }: ServiceFacts,
  entry: EntryFacts | undefined,
): Finding | undefined {
  if (entry?.component !== name || entry.meant === undefined) return undefined;
  const { requests, sampled, meant } = entry;
  if (requests === 0 || chanceOf(sampled, requests, meant) > RARE) return undefined;
  const setting = firstSet(settings, ['OTEL_TRACES_SAMPLER_ARG', 'OTEL_TRACES_SAMPLER']);
  return {
    cause: 'sampling',
    component: name,
    tried: `${counted(requests, 'request')} without a traceparent`,
    from: HERE,
    cameBack: `${sampled} of them sampled; ${meant * 100} % was intended`,
    means: `${name} decides about every trace, and does not sample the intended share${setting ? ` (${settingText(setting)})` : ''}`,
    setting,
    change: 'set OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG in the first service',
  };
}

/** The chance of a number of successes at least as far from the expected one, of `n` with `share` each. */
export function chanceOf(successes: number, n: number, share: number): number {
  const far = Math.abs(successes - n * share) - 1e-9;
  let chance = (1 - share) ** n;
  let sum = 0;
  for (let k = 0; k <= n; k += 1) {
    if (Math.abs(k - n * share) >= far) sum += share === 1 ? Number(k === n) : chance;
    chance *= ((n - k) / (k + 1)) * (share / (1 - share));
  }
  return sum;
}
