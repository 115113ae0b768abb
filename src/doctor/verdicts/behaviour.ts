import { counted } from '../../model/counted.ts';
import type { JaegerFacts, ServiceFacts } from '../facts.ts';
import { firstSet } from './exports.ts';
import { type Finding, HERE, settingText } from './finding.ts';

/** Jaeger takes traces alone: the exporters of other signals fail again and again. */
export function otherSignals(
  { name, settings, log }: ServiceFacts,
  { refuses = [] }: JaegerFacts,
): Finding | undefined {
  const [first] = refuses
    .map((signal) => signal.toUpperCase())
    .filter((signal) => (settings[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`] ?? '') === '')
    .map((signal) => `OTEL_${signal}_EXPORTER`)
    .filter((one) => (settings[one] ?? '').includes('otlp'));
  if (first === undefined) return undefined;
  return {
    cause: 'other-signals',
    component: name,
    tried: `the settings and the log of ${name}`,
    from: HERE,
    cameBack:
      log.findLast((line) => /metric|not found|unimplemented/i.test(line)) ??
      `${first}=${settings[first]}`,
    means: `${name} sends metrics or logs to Jaeger, which takes traces alone`,
    setting: { name: first, value: settings[first] },
    change: `set ${first}=none, or send that signal elsewhere`,
  };
}

/** What a service whose spans arrive does wrong in its calls, or with its clock. */
export const judgeBehaviour = (service: ServiceFacts): Finding | undefined =>
  wrongClock(service) ?? repeatedCalls(service);

function wrongClock({ name, settings, direct }: ServiceFacts): Finding | undefined {
  const { clockOffMs: off, method, url } = direct;
  if (off === undefined) return undefined;
  return {
    cause: 'clock',
    component: name,
    tried: `${method} ${url}, and compared the times of its span with those of the request`,
    from: HERE,
    cameBack: `a span that starts ${Math.abs(off)} ms ${off > 0 ? 'after the response' : 'before the request'}`,
    means: `the clock of ${name} is at least ${Math.abs(off)} ms ${off > 0 ? 'ahead' : 'behind'}`,
    setting: firstSet(settings, ['LAB_CLOCK_OFFSET_MS']),
    change: `synchronise the clock of the machine of ${name} (NTP)`,
  };
}

function repeatedCalls({ name, settings, direct }: ServiceFacts): Finding | undefined {
  const { repeats, method, url, calls } = direct;
  if (!repeats || calls.length === 0) return undefined;
  const { callee, calls: times, retries } = repeats;
  const evidence = {
    component: name,
    tried: `${method} ${url}, then Jaeger for its trace`,
    from: HERE,
  };
  if (retries > (times - 1) / 2)
    return {
      ...evidence,
      cause: 'retry-storm',
      cameBack: `${counted(times, 'call')} to ${callee}, ${retries} of them repeat one that had failed`,
      means: `${name} gives up calls to ${callee} before they are answered, and repeats them at once`,
      setting: firstSet(settings, ['LAB_HASTY_ATTEMPTS']),
      change: 'wait longer than the callee takes, repeat less often, and pause between',
    };
  return {
    ...evidence,
    cause: 'n-plus-one',
    cameBack: `${counted(times, 'call')} to ${callee} in one request`,
    means: `${name} asks ${callee} for one thing at a time, and waits for each`,
    setting: firstSet(settings, ['LAB_CALL_REPEATS']),
    change: 'ask for all things in one call',
  };
}

/** A batch holds 512 spans unless it is set: a queue far below that overflows in every burst. */
const SMALL_QUEUE = 64;

/** Spans that end faster than they are sent are dropped. */
export function overflowing({ name, settings, log }: ServiceFacts): Finding | undefined {
  const dropped = log.findLast((line) => line.includes('maxQueueSize reached'));
  const setting = firstSet(settings, ['OTEL_BSP_MAX_QUEUE_SIZE']);
  const isSmall = setting !== undefined && Number(setting.value) < SMALL_QUEUE;
  if (!isSmall && dropped === undefined) return undefined;
  return {
    cause: 'queue',
    component: name,
    tried: `the settings and the log of ${name}`,
    from: HERE,
    cameBack: dropped ?? (setting ? settingText(setting) : ''),
    means: `${name} drops spans that end while its queue is full`,
    setting,
    change: 'raise OTEL_BSP_MAX_QUEUE_SIZE (default: 2048), or lower OTEL_BSP_SCHEDULE_DELAY',
  };
}
