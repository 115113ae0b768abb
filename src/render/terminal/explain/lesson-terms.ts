/** The terms that lessons use, and how their text spells them. */
const SPELT: Readonly<Record<string, RegExp>> = {
  trace: /\btraces?\b/i,
  span: /\bspans?\b/i,
  SDK: /\bSDK\b|\binstrument/i,
  OTLP: /\bOTLP\b/,
  operation: /\boperations?\b/i,
  tag: /\btags?\b/i,
  waterfall: /\bwaterfall\b/i,
  'critical path': /\bcritical path\b|\bbottleneck\b/i,
  storage: /\bstorage\b|\bBadger\b|\bElasticsearch\b|\bOpenSearch\b|\bCassandra\b/i,
  'trace id': /\btrace id\b/i,
  traceparent: /\btraceparent\b|\btrace context\b/i,
  batch: /\bbatch\b|\bindexed\b|\bqueue\b/i,
  sampling: /\bsampl(?:er|ers|ing|ed)\b/i,
  'service name': /\bservice\.name\b/i,
  'N+1': /\bN\+1\b/,
  'retry storm': /\bretry storm\b/i,
  'clock skew': /\bclocks?\b/i,
  metrics: /\bmetrics\b|\bMonitor tab\b|\bPrometheus\b/i,
  outage: /\boutage\b/i,
};

interface Taught {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly hints: readonly string[];
}

const termsOf = ({ title, why, hints }: Taught): string[] => {
  const text = [title, why, ...hints].join(' ');
  return Object.keys(SPELT).filter((term) => SPELT[term]?.test(text));
};

/** The terms that no lesson before this one has, in the order of the glossary of lessons. */
export function newTerms(lesson: Taught, all: readonly Taught[]): string[] {
  const at = all.findIndex(({ id }) => id === lesson.id);
  const known = new Set(all.slice(0, Math.max(0, at)).flatMap(termsOf));
  return termsOf(lesson).filter((term) => !known.has(term));
}
