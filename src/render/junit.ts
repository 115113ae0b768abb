import { escapeXml } from './graph/xml.ts';

export interface JunitCase {
  /** The same in each run, so that a CI system can follow it. */
  readonly name: string;
  /** Why it failed, a line each; empty when it did not. */
  readonly failures: readonly string[];
  readonly type?: string;
  /** Absent where only that of the whole is known. */
  readonly tookMs?: number | undefined;
  /** Not reached. */
  readonly isSkipped?: boolean;
}

export interface JunitSuite {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly tookMs: number;
  readonly cases: readonly JunitCase[];
}

/**
 * A suite of tests in the XML that CI systems read.
 *
 * @see https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */
export function renderJunit({ name, startedAt, tookMs, cases }: JunitSuite): string {
  const counts = {
    tests: cases.length,
    failures: cases.filter(({ failures }) => failures.length > 0).length,
    errors: 0,
    skipped: cases.filter(({ isSkipped = false }) => isSkipped).length,
    time: seconds(tookMs),
  };
  // The schema has no zone; it is UTC.
  const timestamp = new Date(startedAt).toISOString().slice(0, 19);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes(counts)}>`,
    `<testsuite ${attributes({ name, ...counts, timestamp })}>`,
    ...cases.map((one) => testCase(name, one)),
    '</testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(
  suite: string,
  { name, failures, type = 'failure', tookMs = 0, isSkipped = false }: JunitCase,
): string {
  const open = `<testcase ${attributes({ classname: suite, name, time: seconds(tookMs) })}`;
  const [message] = failures;
  if (message !== undefined)
    return `${open}><failure ${attributes({ type, message })}>${failures.map(escapeXml).join('\n')}</failure></testcase>`;
  return isSkipped ? `${open}><skipped/></testcase>` : `${open}/>`;
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([key, value]) => `${key}="${escapeXml(String(value))}"`)
    .join(' ');
