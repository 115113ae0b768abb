import type { QuizQuestion } from './question.ts';

/** On what the lab shows about time. */
export const labTimes: readonly QuizQuestion[] = [
  {
    id: 'self-time',
    ask: 'A span of 100 ms has two children of 60 ms that run at the same time. What is its self time?',
    look: 'jaeger-lab explain self time',
    right: 'b',
    choices: [
      ['-20 ms', 'Time that two children share counts once, so self time is never negative.'],
      ['40 ms', 'The children cover 60 ms together. The rest is work of the span itself.'],
      ['100 ms', 'That is its duration. Self time leaves out what the children cover.'],
      ['60 ms', 'That is what the children cover.'],
    ],
  },
  {
    id: 'gap',
    ask: 'A call takes 30 ms for the caller and 20 ms for the called service. What are the other 10 ms?',
    look: 'jaeger-lab explain gap',
    right: 'd',
    choices: [
      [
        'An error of the clocks',
        'Both durations are measured by one clock each, so they can be compared.',
      ],
      ['Work of the called service', 'Its span would contain it.'],
      ['Time that Jaeger needed', 'Spans are sent after the request. Jaeger is not in its way.'],
      [
        'The gap: network, connection and queueing between the two',
        'The caller waits, and the called service has not begun or has already answered.',
      ],
    ],
  },
  {
    id: 'parallel',
    ask: 'Two calls run at the same time, 50 ms and 90 ms. You make the shorter one twice as fast. What happens to the request?',
    look: 'jaeger-lab explain critical path',
    right: 'a',
    choices: [
      ['Nothing: it waits for the longer one.', 'The shorter call is not on the critical path.'],
      ['It takes 25 ms less.', 'Only if the two ran one after the other.'],
      ['It takes half the time.', 'The longer call still takes 90 ms.'],
      ['It takes longer.', 'Less work does not slow the other call down.'],
    ],
  },
  {
    id: 'percentile',
    ask: 'You sent 50 requests. Why does slowest show a p95 but no p99?',
    right: 'c',
    choices: [
      ['Because it was not asked for', 'No option shows it for 50 requests.'],
      ['Because they are equal', 'They usually are not, but with 50 requests it cannot be seen.'],
      [
        'Because one request in a hundred cannot be seen in 50',
        'A p99 of 50 requests would be their maximum under another name.',
      ],
      ['Because sampling hides it', 'In the lab all requests are sampled unless you change it.'],
    ],
  },
  {
    id: 'n-plus-one',
    ask: 'A span has fifteen Redis calls below it, one after the other, for fifteen keys. What helps most?',
    look: 'jaeger-lab explain N+1',
    right: 'b',
    choices: [
      [
        'A faster Redis',
        'Each call mostly waits for the network. Fifteen round trips stay fifteen.',
      ],
      ['One batch with all keys', 'It is an N+1: one round trip takes the place of fifteen.'],
      [
        'More replicas of the service',
        'More of them wait at the same time, each as long as before.',
      ],
      ['Fewer spans', 'Spans only show the time. They do not cause it.'],
    ],
  },
  {
    id: 'retries',
    ask: 'Six calls to the same address stand below one span, and the first five failed. What do you see?',
    look: 'jaeger-lab break retry-storm',
    right: 'c',
    choices: [
      ['An N+1', 'An N+1 asks for different things. This asks for the same thing again.'],
      ['Polling', 'Polling asks at regular distances, and its calls do not fail.'],
      [
        'Retries: the caller repeats a failed call',
        'If each is given up too early, they multiply the load of a slow service: a retry storm.',
      ],
      ['A broken trace', 'All spans are there, and each has its parent.'],
    ],
  },
  {
    id: 'clocks-disagree',
    ask: 'A called service seems to start 40 ms before it was called. What is the likely reason?',
    look: 'jaeger-lab explain clock skew',
    right: 'd',
    choices: [
      ['It guessed the request.', 'A request cannot be answered before it is sent.'],
      ['The call span was lost', 'The call is there: otherwise nothing could be compared with it.'],
      [
        'Spans arrived in the wrong order',
        'Spans carry their own times. The order of arrival does not matter.',
      ],
      [
        'The clocks of the two machines disagree',
        'Each machine stamps its own spans. The lab shifts them for the analysis, and prints that it did.',
      ],
    ],
  },
];
