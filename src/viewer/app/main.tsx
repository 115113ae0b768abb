import { render } from 'preact';
import { App } from './app.tsx';
import { openWorker } from './data/ask.ts';
import { UI_MARK } from '../lab-routes.ts';
import { listenScrolled } from './scrolled.ts';
import './style.css';

listenScrolled();

const report = document.getElementById('report');
const spans = document.getElementById('spans');
const mark = document.querySelector<HTMLMetaElement>('meta[name=generator]')?.content;
const ask = openWorker(
  report === null
    ? { kind: 'jaeger', origin: location.origin, isUi: mark === UI_MARK }
    : { kind: 'report', index: report.textContent, spans: spans?.textContent ?? '' },
);
// They may be tens of megabytes, and the worker has them now.
spans?.replaceChildren();

const root = document.getElementById('app');
if (root) render(<App ask={ask} />, root);
