import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inlinedTexts, type ReportContents } from '../inlined.ts';

/**
 * The viewer as one HTML file that has its traces inside: it needs no server and no network, and the policy in it
 * forbids both, and every script but its own.
 *
 * @param folder the built page
 */
export async function reportPage(folder: string, contents: ReportContents): Promise<string> {
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  const [app, worker, style] = await Promise.all([
    read('app.js'),
    read('worker.js'),
    read('app.css'),
  ]);
  const script = inScript(app);
  const { index, spans } = inlinedTexts(contents);
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    'worker-src blob:',
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="jaeger-lab report">
<meta name="referrer" content="no-referrer">
<title>jaeger-lab: report of ${escaped(contents.what)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<div id="app"></div>
<noscript>This page needs JavaScript: it computes what it shows from the traces in it.</noscript>
<script type="application/json" id="report">${index}</script>
<script type="application/json" id="spans">${spans}</script>
<script type="text/plain" id="worker">${inScript(worker)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** A script that cannot end its own element: in JavaScript both forms mean the same. */
const inScript = (script: string): string =>
  script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');

const hashOf = (text: string): string =>
  `sha256-${createHash('sha256').update(text).digest('base64')}`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
