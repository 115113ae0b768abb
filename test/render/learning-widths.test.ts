import { lessons } from '../../src/lessons/all.ts';
import { renderBreak } from '../../src/render/terminal/break.ts';
import { renderDiagnose } from '../../src/render/terminal/diagnose.ts';
import { renderDoctor } from '../../src/render/terminal/doctor.ts';
import { renderFix } from '../../src/render/terminal/fix.ts';
import { renderLearn } from '../../src/render/terminal/learn.ts';
import { renderQuiz } from '../../src/render/terminal/quiz.ts';
import { type Drawn, testEveryWidth } from '../support/every-width.ts';

const LONG = 'a-service-with-a-name-of-forty-nine-characters-i';
const examined = {
  checks: ['Jaeger takes OTLP over HTTP and gRPC (http://127.0.0.1:4318) and answers queries'],
  marked: { sent: 5, readBack: 5, p50Ms: 12, maxMs: 1234, listedMs: 17 },
  tookMs: 4321,
  findings: [
    {
      cause: 'sampling',
      title: 'sampling not as intended',
      component: 'gateway',
      tried: 'GET http://127.0.0.1:5000/process with a sampled traceparent',
      from: 'this machine',
      cameBack: 'the same trace id, with the sampled flag 00',
      means: 'gateway drops spans of requests that its caller samples',
      change: 'use a parentbased_ sampler in every service but the first',
      fix: 'jaeger-lab fix gateway OTEL_TRACES_SAMPLER',
    },
  ],
};
const broken = {
  lab: 'a-lab-with-a-name',
  symptoms: ['requests are answered as before, but many of them leave no whole trace'],
  planted: [{ cause: 'sampling', component: LONG, about: 'the first service samples nothing' }],
};
const causes = [{ name: 'sampling', title: LONG }];
const rightly = { cause: 'sampling', service: LONG, verdict: 'right' as const };
const evidence = `${LONG}: it samples nothing`;
const fixed = [{ component: LONG, settings: ['OTEL_TRACES_SAMPLER'] }];
const listed = lessons.map((one) => ({ ...one, state: 'current' }));

const answers: readonly Drawn[] = [
  ['doctor', (screen) => renderDoctor(examined, screen)],
  ['break', (screen) => renderBreak(broken, screen)],
  ['errors of break', (screen) => renderBreak({ ...broken, causes }, screen)],
  ['diagnose', (screen) => renderDiagnose({ ...rightly, evidence, found: 1, planted: 2 }, screen)],
  ['fix', (screen) => renderFix({ lab: LONG, fixed, left: 1 }, screen)],
  ['lessons', (screen) => renderLearn({ lessons: listed, isList: true }, screen)],
];

const score = { right: 1, of: 35 };
const choices = [{ letter: 'a', text: LONG, right: true, why: `${LONG} and why.` }];
const asked = { id: 'ports', ask: `${LONG}?`, look: 'jaeger-lab break protocol', choices };
const quiz = { question: asked, score, questions: [], isList: false };
const learners = [
  { file: 'a.json', learner: LONG, solved: 3, skipped: 1, of: 22, remarks: [`traces of ${LONG}`] },
];

testEveryWidth([
  ...answers,
  ['question', (screen) => renderQuiz(quiz, screen)],
  ['graded', (screen) => renderQuiz({ ...quiz, graded: { letter: 'a', right: true } }, screen)],
  ['class', (screen) => renderLearn({ lessons: [], learners, isList: false }, screen)],
]);
