import { pageHeaders } from './static-files.ts';
import { type Answer } from '../http/answer.ts';

/** What a browser finds here where the backend was started without the files of the viewer. */
export const PAGE: Answer = {
  status: 200,
  contentType: 'text/html; charset=utf-8',
  headers: pageHeaders,
  body: Buffer.from(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>jaeger-lab: embedded backend</title>
<style>body { font: 16px/1.5 sans-serif; max-width: 40em; margin: 3em auto; padding: 0 1em }</style>
<h1>This is the embedded backend of jaeger-lab</h1>
<p>It keeps the traces that services send to it by OTLP in memory, and answers the query API of Jaeger. It is not
Jaeger, and has no user interface of its own: ask it with <code>jaeger-lab slowest</code>, or point Grafana's Jaeger
data source here.</p>
<ul>
<li><a href="/api/v3/services">/api/v3/services</a>
<li>/api/v3/operations?service=…
<li>/api/v3/traces?query.serviceName=…&amp;query.startTimeMin=…&amp;query.startTimeMax=…
<li>/api/v3/traces/{trace id}
<li>/api/v3/trace-summaries
<li><a href="/api/services">/api/services</a>, /api/operations, /api/traces, <a href="/api/dependencies">/api/dependencies</a>
</ul>
</html>
`),
};
