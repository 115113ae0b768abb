import { escapeXml } from './graph/xml.ts';

export interface JunitCase {
  readonly name: string;
  /** Why it failed, a line each; empty when it did not. */
  readonly failures: readonly string[];
  readonly type?: string;
}

/** A suite of tests in the XML that CI systems read. */
export function renderJunit(suite: string, cases: readonly JunitCase[]): string {
  const failed = cases.filter(({ failures }) => failures.length > 0).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${cases.length}" failures="${failed}">`,
    `<testsuite name="${escapeXml(suite)}" tests="${cases.length}" failures="${failed}" errors="0">`,
    ...cases.map(({ name, failures, type = 'failure' }) => {
      const open = `<testcase classname="${escapeXml(suite)}" name="${escapeXml(name)}"`;
      if (failures.length === 0) return `${open}/>`;
      const lines = failures.map(escapeXml);
      return `${open}><failure type="${escapeXml(type)}" message="${lines[0] ?? ''}">${lines.join('\n')}</failure></testcase>`;
    }),
    '</testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
