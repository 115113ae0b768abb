import type { QuizQuestion } from './question.ts';

/** Answered by looking at the learner's own running lab: the right choice is what its last run shows. */
export const ownLab: readonly QuizQuestion[] = [
  {
    id: 'my-spans',
    ask: 'How many spans does a trace of your last run have?',
    look: 'jaeger-lab traces',
    right: { inLab: 'spans-of-a-trace' },
    choices: [
      ['3', 'One per service counts the received requests alone, not the calls.'],
      [
        '5',
        'The tutorial: a span for each of three services that received a request, and one for each of two calls.',
      ],
      ['7', 'The checkout scenario: four services received a request, and three calls were made.'],
      ['1', 'A single span would be a service that calls no other, or lost spans.'],
    ],
  },
  {
    id: 'my-services',
    ask: 'How many services take part in a request of your last run?',
    look: 'jaeger-lab trace latest',
    right: { inLab: 'services-of-a-trace' },
    choices: [
      ['2', 'Only a caller and a callee would be two.'],
      ['5', 'Five is the number of spans in the tutorial: callers have a span for each call.'],
      ['4', 'The checkout scenario: api-gateway, user, order and payment.'],
      ['3', 'The tutorial: gateway, validator and enricher.'],
    ],
  },
  {
    id: 'my-first',
    ask: 'Which service received the request first in your last run?',
    look: 'jaeger-lab trace latest',
    right: { inLab: 'first-service' },
    choices: [
      ['validator', 'It is called by gateway: its span lies below a call.'],
      ['gateway', 'The root of the waterfall in the tutorial: the span without a parent.'],
      ['enricher', 'It takes longest, but it is called by gateway.'],
      ['api-gateway', 'The root of the checkout scenario.'],
    ],
  },
  {
    id: 'my-bottleneck',
    ask: 'Which service holds most of the critical path in your last run?',
    look: 'jaeger-lab slowest',
    right: { inLab: 'slowest-service' },
    choices: [
      ['enricher', 'In the tutorial it works for 100 to 800 ms of each request.'],
      ['gateway', 'Its span is the longest, but it mostly waits for the two others.'],
      ['validator', 'In the tutorial it works for 50 to 300 ms, less than enricher.'],
      ['payment', 'In the checkout scenario, when it has a delay.'],
    ],
  },
  {
    id: 'my-callees',
    ask: 'How many other services does the first service call in your last run?',
    look: 'jaeger-lab deps',
    right: { inLab: 'called-services' },
    choices: [
      ['0', 'Then each trace would have the spans of one service alone.'],
      ['1', 'A chain, as in the checkout scenario: each service calls the next.'],
      ['2', 'The tutorial: gateway calls validator, then enricher.'],
      ['3', 'Three services take part in the tutorial, and one of them is the caller itself.'],
    ],
  },
];
