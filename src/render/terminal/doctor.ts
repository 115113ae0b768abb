import { tsvRows } from '../tsv.ts';
import { type Screen, paint, verdict } from './screen.ts';
import { paragraph } from './wrap.ts';

interface Doctor {
  readonly findings: readonly FindingLines[];
  readonly checks: readonly string[];
  readonly marked: {
    readonly sent: number;
    readonly readBack: number;
    readonly p50Ms?: number | undefined;
    readonly maxMs?: number | undefined;
    readonly listedMs?: number | undefined;
  };
  readonly tookMs: number;
}

interface FindingLines {
  readonly cause: string;
  readonly title: string;
  readonly component: string;
  readonly tried: string;
  readonly from: string;
  readonly cameBack: string;
  readonly means: string;
  readonly change: string;
  readonly fix?: string | undefined;
}

/** What is as it should be in one line each, and what is wrong with its evidence and its fix. */
export function renderDoctor(doctor: Doctor, screen: Screen): string {
  const { findings, checks, tookMs } = doctor;
  if (screen.format === 'tsv')
    return [
      tsvRows(
        'check',
        'check',
        checks.map((check) => ({ check })),
      ),
      tsvRows(
        'finding',
        'cause component tried from cameBack means change fix',
        findings.map((one) => ({ ...one, fix: one.fix ?? '' })),
      ),
    ].join('');
  const yes = `${verdict(true, screen)} `;
  return [
    ...checks.map((check) => paragraph(check, screen, undefined, '', yes)),
    ...markedLine(doctor.marked).map((line) => paragraph(line, screen, undefined, '', yes)),
    ...findings.map((finding) => findingLines(finding, screen)),
    findings.length > 0
      ? ''
      : paragraph(`Everything is as it should be (${(tookMs / 1000).toFixed(1)} s).`, screen),
  ].join('');
}

function markedLine({ sent, readBack, p50Ms, maxMs, listedMs }: Doctor['marked']): string[] {
  if (p50Ms === undefined || readBack < sent) return [];
  const listed = listedMs === undefined ? '' : `, listed ${listedMs} ms later`;
  return [
    `${readBack} of ${sent} marked spans were read back after ${p50Ms} ms (median; at most ${maxMs} ms)${listed}`,
  ];
}

function findingLines(finding: FindingLines, screen: Screen): string {
  const { bold, dim } = paint(screen);
  const { component, title, cause, fix } = finding;
  const row = (name: string, text: string): string =>
    paragraph(text, screen, undefined, '', `    ${dim(name.padEnd(10))}`);
  return [
    paragraph(`${component}: ${title} (${cause})`, screen, bold, '', `${verdict(false, screen)} `),
    row('tried', `${finding.tried}, from ${finding.from}`),
    row('came back', finding.cameBack),
    row('means', finding.means),
    row('change', finding.change),
    // A command to type is never broken.
    ...(fix === undefined ? [] : [`    ${dim('fix'.padEnd(10))}${fix}\n`]),
  ].join('');
}
