import type { Term } from './term.ts';

/** What the analysis finds, and how it counts. */
export const FINDINGS: readonly Term[] = [
  {
    name: 'critical path',
    lines: [
      'The critical path is the chain of work that the request waited for, from its start to its end.',
      'At each moment exactly one span is on it, so its parts add up to the duration of the request.',
      'It is found backwards from the end: the child that finished last, then the one before it.',
      'Making anything else faster does not make the request faster.',
      'Times alone cannot prove which span waited for another: where that matters, read the code.',
    ],
    drawing: [
      'request    │█▌·······································▐█│',
      '├ auth     │  ████████                                 │',
      '├ cache    │  ·····                                    │',
      '└ payment  │          ███████████████████████████████  │',
    ],
  },
  {
    name: 'gap',
    lines: [
      'A gap is the time of a call that neither the caller nor the callee can account for.',
      'It is what a CLIENT span has on the critical path itself, before and after its SERVER span.',
      'It is spent on the network, in queues, on opening connections, or before the callee starts its span.',
      'A large gap means: look between the services, not into them.',
      'See the gaps of a request: jaeger-lab trace slowest',
    ],
    drawing: [
      'CLIENT  GET → payment  │▐▌······················▐█│',
      'SERVER  POST /pay      │  ██████████████████████  │',
      '                        ↑ gap                   ↑ gap',
    ],
  },
  {
    name: 'self time',
    lines: [
      'The self time of a span is the part of its duration in which none of its children ran.',
      'It is wall time, not CPU time: waiting for a lock or a disk counts too.',
      'Children that overlap count once, and work after the end of the parent does not count.',
      'Self times of parallel work add up to more than the request took.',
      'Rank by it: jaeger-lab slowest --by self',
    ],
    drawing: [
      'parent   |--------------------|   20',
      'child a     |-----|                6',
      'child b         |------|           8, of which 2 overlap',
      'self     ===           =======    20 - 12 = 8',
    ],
  },
  {
    name: 'async tail',
    also: ['fire and forget'],
    lines: [
      'An async tail is work that goes on after its caller has ended, and that no caller waited for.',
      'Examples are an e-mail sent in the background, or a consumer that handles a message later.',
      'It is drawn, but is not part of the critical path.',
      'It makes the trace longer than the request; where they differ both are printed.',
      'A tail that you did not intend may be a missing await.',
    ],
    drawing: ['request   |=========|', '└ e-mail         |··············|'],
  },
  {
    name: 'N+1',
    also: ['n plus one', 'n-plus-one'],
    lines: [
      'N+1 is one call for a list and then one more call for each of its N items.',
      'Each call is fast, but together they are slow, and slower with every item.',
      'It is reported from 5 calls of one kind below one span, when one call could replace them.',
      '"Concurrent N+1" are calls side by side: less time lost, as much work for the callee.',
      'The cure is one query for all items (a join, IN, MGET, a batch endpoint).',
    ],
    drawing: [
      'cart   |=====================|',
      'item 1   |==|',
      'item 2      |==|',
      'item 3         |==|  …',
    ],
  },
  {
    name: 'retry storm',
    also: ['retries'],
    lines: [
      'A retry storm is a service that gives up its calls too early and repeats them at once.',
      'The service that it calls does the same work several times, and becomes slower still.',
      'In a trace it is a row of failed calls to one address below one span.',
      'Wait longer than the call takes, repeat less often, and pause in between.',
      'See one: jaeger-lab break retry-storm, then jaeger-lab trace latest',
    ],
  },
  {
    name: 'fan-out',
    lines: [
      'A fan-out is one span that makes several calls at the same time and waits for all of them.',
      'The request waits for the slowest: the others cost no time.',
      'With more callees it is more likely that one of them is slow.',
      'A pipeline or batch to a database looks the same and is fine.',
      'See which of them was last: jaeger-lab trace slowest --critical',
    ],
  },
  {
    name: 'orphan',
    lines: [
      'An orphan is a span whose parent did not arrive.',
      'Either the parent was lost on its way, or it was never recorded, or it is still running.',
      'A trace with an orphan is incomplete: it is counted, but not ranked.',
      'Common causes are a full export queue, a killed process, or a proxy that samples differently.',
      'Find them: jaeger-lab verify',
    ],
  },
  {
    name: 'split trace',
    also: ['split'],
    lines: [
      'A split trace is one request that arrives as two traces or more.',
      'A service did not take over the traceparent of its caller, and began a trace of its own.',
      'The sign is a CLIENT span without a SERVER below it, and a second root at the same time.',
      'Common causes are a client that is not instrumented, or a proxy that drops headers.',
      'Find them: jaeger-lab verify',
    ],
  },
  {
    name: 'local root',
    lines: [
      'A local root is the topmost span that arrived of a request whose true root did not.',
      'That happens behind a gateway, a browser or a proxy that reports no spans.',
      'Such a request is ranked as one of the service that it first reached.',
      'The answer shows how many requests began this way.',
      'For verify their traces stay incomplete.',
    ],
  },
  {
    name: 'clock skew',
    also: ['clock', 'skew'],
    lines: [
      'Clock skew is the difference between the clocks of two machines.',
      'Spans carry the time of their own machine, so a callee may seem to start before its caller.',
      'A disagreement is named only where the times of a call are impossible otherwise.',
      'Durations are right even then: only the place on the time axis is not.',
      'The cure is time synchronisation (NTP) on all machines.',
    ],
  },
  {
    name: 'place',
    also: ['call path'],
    lines: [
      'A place is where in the request time went: the chain of services and operations from the root.',
      'The same operation called from two callers is two places.',
      '"GET /stock ← cart" is GET /stock where cart called it.',
      'Means, shares and percentiles of a ranking are of places, over all requests.',
      'See them: jaeger-lab slowest',
    ],
  },
  {
    name: 'percentiles',
    also: ['percentile', 'p50', 'p95', 'p99', 'median'],
    lines: [
      'p95 is the value that 95 of 100 requests did not exceed; p50 is the median.',
      'A mean hides rare slow requests, and a p95 shows them.',
      'They are exact: the value of one real request, by nearest rank.',
      'p95 needs 20 values and p99 needs 100; with fewer they are not printed.',
      'Percentiles of parts do not add up to the percentile of the whole; means do.',
    ],
  },
  {
    name: 'permutation test',
    also: ['p-value', 'p value'],
    lines: [
      'A permutation test asks: could chance alone make two groups of requests differ this much?',
      'It deals out the labels of the groups again, many times, and counts the differences as large.',
      'p = 0.01 means that 1 of 100 such deals differed as much or more.',
      'It is valid only where chance decided which request is in which group.',
      'With few requests no difference can be significant: 3 against 3 cannot get below 0.1.',
    ],
  },
  {
    name: 'headline',
    lines: [
      'The headline is the first sentence of an answer: the place that explains most of the time.',
      'A comparison names a place only when it explains a good part of the difference.',
      'Otherwise it reports that these requests show no difference.',
      'It does not explain why the place is slow: open a trace for that.',
      'In JSON it is the field "headline".',
    ],
  },
];
