import { isIPv4 } from 'node:net';
import { InvalidArgumentError, Option } from 'commander';
import { parseDurationMs, parsePerSecond, parseShare } from '../../base/duration.ts';
import { EXIT, LabError } from '../../base/errors.ts';
import { httpUrlIn, notHttpUrl } from '../../base/http-url.ts';
import { WITH } from '../../lab/companions.ts';
import type { ComponentEnv } from '../../lab/lab-spec.ts';
import { type CarriedFault, LONGEST_FAULT_MS, parseCarriedFault } from '../../load/fault.ts';
import { parseBaseUrl } from '../../jaeger/base-url.ts';
import type { Micros } from '../../model/units.ts';
import { jaegerProfile } from '../../runtime/jaeger-profile.ts';
import { type CompanionKind, SERVER_PORTS } from '../../runtime/jaeger-setup.ts';
import type { Context } from '../context.ts';
import { parseMoment } from './moment.ts';

/** Parsers of option values: what they throw, commander turns into a usage error naming the option. */

export function count(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError('Expected a whole number of 1 or more.');
  }
  return value;
}

/** A port that a server can listen on. */
export function port(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 65_535) return value;
  throw new InvalidArgumentError('Expected a port from 1 to 65535.');
}

/** The key of an attribute, or another word. */
export function word(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('Expected service, operation, or the key of an attribute.');
}

export function wholeNumber(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

/** 0 to 1. */
export function share(text: string): number {
  const part = parseShare(text);
  if (part !== undefined) return part;
  throw new InvalidArgumentError('Expected a share from 0 to 1, e.g. 0.1 or 10%.');
}

export function duration(text: string): number {
  const ms = parseDurationMs(text);
  if (ms === undefined)
    throw new InvalidArgumentError('Expected a duration, e.g. 500ms, 2s or 1m.');
  return ms;
}

/** A duration with a default as it may be typed. */
export const durationOption = (flags: string, about: string, fallback: string): Option =>
  new Option(flags, about).argParser(duration).default(duration(fallback), fallback);

/** How long one request may take. */
export const timeoutOption = (fallback: string): Option =>
  durationOption('--timeout <duration>', 'timeout of one request', fallback).argParser((text) => {
    const ms = duration(text);
    if (ms > 0) return ms;
    throw new InvalidArgumentError('Expected a duration above 0, e.g. 500ms or 2s.');
  });

export function rate(text: string): number {
  const perSecond = parsePerSecond(text);
  if (perSecond === undefined)
    throw new InvalidArgumentError('Expected a rate, e.g. 20/s or 300/m.');
  return perSecond;
}

/** A launch profile, or "embedded". @throws LabError (usage) for any other */
export function jaegerVersion(text: string): string {
  if (text !== 'embedded') jaegerProfile(text);
  return text;
}

/** Collects `component.KEY=VALUE`. Elasticsearch takes its settings from variables of their names: node.name. */
export function componentEnv(text: string, before: readonly ComponentEnv[] = []): ComponentEnv[] {
  const [, component, key, value] = /^([a-z0-9-]+|\*)[.:]([A-Za-z_][\w.]*)=(.*)$/s.exec(text) ?? [];
  if (component === undefined || key === undefined || value === undefined) {
    throw new InvalidArgumentError(
      'Expected COMPONENT.KEY=VALUE, e.g. enricher.OTEL_TRACES_EXPORTER=none.',
    );
  }
  return [...before, { component, key, value }];
}

/** Collects `KEY=VALUE`. */
export function variable(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, key, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) {
    throw new InvalidArgumentError('Expected KEY=VALUE, e.g. OTEL_BSP_MAX_QUEUE_SIZE=512.');
  }
  return { ...before, [key]: value };
}

const IMAGE_PARTS = ['jaeger', 'node', 'redis', 'services', ...Object.keys(SERVER_PORTS)];

/** Jaeger has parts for one version, and Jaeger 1 one for each role. */
const isImagePart = (part: string): boolean =>
  IMAGE_PARTS.includes(part) || /^jaeger(-(collector|query|ingester))?-\d/.test(part);

/** Collects `part=image`. */
export function imageOverride(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, part, image] = /^([^=\s]+)=(\S+)$/.exec(text) ?? [];
  if (part === undefined || image === undefined || !isImagePart(part)) {
    throw new InvalidArgumentError(
      `Expected PART=IMAGE, where PART is one of ${IMAGE_PARTS.join(', ')}.`,
    );
  }
  return { ...before, [part]: image };
}

/** Of this machine, or of the engine's; IPv4, as everything that a lab prints and asks. */
export function publishAddress(text: string): string {
  if (isIPv4(text) || /^(?=.*[a-z])[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text)) return text;
  throw new InvalidArgumentError('Expected an IPv4 address or a host name, e.g. 192.0.2.7.');
}

/** What `--with` takes, each once. */
export function companions(
  text: string,
  before: readonly CompanionKind[] = [],
): readonly CompanionKind[] {
  const kind = Object.hasOwn(WITH, text) ? WITH[text] : undefined;
  if (kind === undefined)
    throw new InvalidArgumentError(`Allowed choices are ${Object.keys(WITH).join(', ')}.`);
  return [...new Set([...before, kind])];
}

/** The base URL of a Loki, or of a VictoriaLogs that ends in /insert. The services send no user names and passwords. */
export function lokiUrl(text: string): string {
  const { url, authorization } = parseBaseUrl(text, {
    server: { called: 'Loki', example: 'http://localhost:3100' },
  });
  if (authorization === undefined) return url;
  throw new InvalidArgumentError('A user name and a password are not supported.');
}

export function portChoice(text: string): 'auto' {
  if (text !== 'auto')
    throw new InvalidArgumentError('Only "auto" is accepted; use --port-offset for a fixed shift.');
  return text;
}

/** Collects `service:delay=2s@10%`. */
export function carriedFault(text: string, before: readonly CarriedFault[] = []): CarriedFault[] {
  const fault = parseCarriedFault(text);
  if (fault) return [...before, fault];
  throw new InvalidArgumentError(
    'Expected SERVICE:delay=DURATION, SERVICE:jitter=DURATION or SERVICE:error, optionally followed by @SHARE, e.g. enricher:delay=2s@10% (at most 1m).',
  );
}

/** Milliseconds that a service may be made to wait. */
export function faultDuration(text: string): number {
  const ms = duration(text);
  if (ms > 0 && ms <= LONGEST_FAULT_MS) return ms;
  throw new InvalidArgumentError('Expected a duration above 0 and at most 1m.');
}

/** Of the requests, those that suffer a fault. */
export function faultShare(text: string): number {
  const part = parseShare(text);
  if (part) return part;
  throw new InvalidArgumentError('Expected a share above 0 and at most 1, e.g. 10% or 0.1.');
}

/** A moment: RFC 3339, a date, a time of today, or how long ago it was. @see parseMoment */
export function moment({ clock, utc }: Pick<Context, 'clock' | 'utc'>): (text: string) => Micros {
  return (text) => {
    const us = parseMoment(text, clock.now(), utc);
    if (us !== undefined) return us;
    throw new InvalidArgumentError(
      'Expected a time, e.g. 2026-11-23T14:05:00Z, 2026-11-23, 14:05, or 10m (ago).',
    );
  };
}

/** The address of a server. It may hold a password, and is not repeated: its option is named. */
export const httpUrl =
  (option: string, example: string) =>
  (text: string): string => {
    if (httpUrlIn(text)) return text;
    throw notHttpUrl(option, example);
  };

/** An HTTP method. */
export function method(text: string): string {
  if (/^[a-z]+$/i.test(text)) return text.toUpperCase();
  throw new InvalidArgumentError('Expected an HTTP method, e.g. POST.');
}

/** A run of the ledger. */
export const run = (text: string): number | 'latest' => (text === 'latest' ? text : count(text));

/** Collects what an option that may be repeated was given. */
export const list = (text: string, before: readonly string[] = []): string[] => [...before, text];

/** Collects `key=value`; the value may hold further equals signs. */
export function tag(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Expected KEY=VALUE, e.g. error=true.');
  const [key, value] = [text.slice(0, at), text.slice(at + 1)];
  if (Object.hasOwn(before, key) && before[key] !== value)
    throw new InvalidArgumentError(`${key} is given twice; a tag can have only one value.`);
  return { ...before, [key]: value };
}

/** Collects `key=value`, also several values of one key. */
export function tags(text: string, before: readonly Tag[] = []): Tag[] {
  const [added] = Object.entries(tag(text));
  return added === undefined ? [...before] : [...before, added];
}

export type Tag = readonly [key: string, value: string];

/** Collects `Name: value`. An error does not show the value, which may be a secret. @throws LabError (usage) */
export function header(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, name, value] =
    /^\s*([\w!#$%&'*+.^`|~-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)\s*$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new LabError('a header is not NAME: VALUE', {
      hint: "for example --header 'x-tenant: acme'",
      exitCode: EXIT.usage,
    });
  return { ...before, [name.toLowerCase()]: value };
}

/** The options that stand the same in several commands. */
export const shared = {
  name: () => new Option('--name <lab>', 'name of the lab').default('lab').env('JAEGER_LAB_NAME'),
  quiet: () => new Option('-q, --quiet', 'no progress on stderr'),
  yes: () => new Option('--yes', 'change a running lab without asking'),
};
