/**
 * What each folder may import of ours besides itself, and why: the table of docs/architecture.md as code, which a test
 * compares. "(types)" after a name: nothing of it at run time.
 */
export const may = {
  model: {
    folders: ['base/group-by', 'base/load-span-id'],
    why: 'the types that all other folders share',
  },
  base: { folders: [], why: 'only node, and independent of the folders above' },
  analysis: {
    folders: ['model', 'base/group-by', 'base/percentile', 'base/random', 'base/spread'],
    why: 'pure: traces in, findings out',
  },
  render: {
    folders: [
      'model',
      'base/closest',
      'base/errors',
      'base/group-by',
      'base/log-entry',
      'base/spread',
      'analysis (types)',
      'analysis/compare-attributes',
    ],
    why: 'strings out, nothing written; findings arrive as arguments (and one bound is quoted)',
  },
  otlp: { folders: [], why: "OTLP's fields once, for whatever reads or writes them" },
  jaeger: {
    folders: ['model', 'base', 'otlp'],
    why: "the only place that knows Jaeger's wire formats",
  },
  metrics: {
    folders: ['model', 'base', 'jaeger'],
    why: 'a Prometheus, asked over the same connections as a Jaeger',
  },
  logs: {
    folders: ['base', 'jaeger'],
    why: 'a log server, asked over the same connections as a Jaeger',
  },
  zipkin: {
    folders: ['model', 'base', 'otlp', 'jaeger'],
    why: 'a Zipkin, asked and answering as a Jaeger does',
  },
  files: {
    folders: ['model', 'base', 'otlp', 'jaeger', 'analysis/anonymize'],
    why: 'traces in files, in the formats that Jaeger and others write',
  },
  backend: {
    folders: ['base', 'otlp'],
    why: 'the client and it judge each other only through recordings of real Jaegers',
  },
  viewer: {
    folders: [
      'model',
      'base',
      'analysis',
      'render',
      'jaeger',
      'backend/http',
      'backend/query/viewer-pages',
    ],
    why: 'the page computes with the analyses and words of the commands; the ledger and the logs are handed in',
  },
  redis: { folders: ['base'], why: 'a separate process with the protocol of Redis' },
  runtime: { folders: ['base'], why: 'components, not scenarios' },
  storage: { folders: ['base'], why: 'the indices of a storage, asked by its own API' },
  yaml: { folders: ['base'], why: 'files that a user wrote, with the place of each mistake' },
  load: { folders: ['base'], why: 'sends requests and measures them, prints nothing' },
  scenarios: {
    folders: [
      'model',
      'runtime/runtime',
      'load/request-record',
      'yaml',
      'base/errors',
      'base/duration',
    ],
    why: 'data, built in or read from a text; nothing happens at import',
  },
  lab: {
    folders: ['model', 'base', 'runtime', 'load', 'jaeger', 'scenarios'],
    why: 'joins the parts into up, load, wait, down; neither prints nor analyses',
  },
  lessons: {
    folders: ['model', 'analysis', 'scenarios', 'base/random', 'runtime/runtime (types)'],
    why: 'errors to plant and lessons to learn, as data',
  },
  doctor: {
    folders: ['model', 'analysis', 'base', 'runtime', 'load', 'jaeger', 'scenarios', 'lab'],
    why: 'probes touch the world, verdicts are made of what they found; prints nothing',
  },
  'doctor/verdicts': {
    folders: ['doctor/facts', 'model', 'analysis', 'base/state-sentence'],
    why: 'pure: facts in, findings out',
  },
};

const OTHERS = Object.keys(may);

/** The same for the parts of the command line. */
export const mayInCli = {
  'cli/shell': {
    folders: [...OTHERS, 'cli/context'],
    why: 'options and output do not depend on an open lab or trace',
  },
  'cli/answers': { folders: OTHERS, why: 'the shape of JSON answers, and nothing that makes them' },
  'cli/labs': {
    folders: [...OTHERS, 'cli/context', 'cli/shell', 'cli/answers'],
    why: 'labs are opened and driven the same way for every command, so it knows none of them',
  },
  'cli/traces': {
    folders: [...OTHERS, 'cli/context', 'cli/shell', 'cli/labs'],
    why: 'traces are chosen and read the same way for every command, so it knows none of them',
  },
};

const layers = Object.entries({ ...may, ...mayInCli }).flatMap(([from, { folders, why }]) => {
  const types = folders.flatMap((folder) => /^(.*) \(types\)$/.exec(folder)?.[1] ?? []);
  const rest = folders.filter((folder) => !folder.endsWith(' (types)'));
  const rule = (name, to) => ({
    name: `${from.replaceAll('/', '-')}-${name}`,
    severity: 'error',
    comment: `src/${from}: ${why}. Of ours it may import ${folders.join(', ') || 'nothing'}.`,
    from: { path: `^src/${from}/` },
    to,
  });
  return [
    rule('reaches-too-far', {
      path: '^src/',
      pathNot: `^src/(${[from, ...rest, ...types].join('|')})(/|\\.ts$)`,
    }),
    ...types.map((folder) =>
      rule('takes-only-types', {
        path: `^src/${folder}/`,
        pathNot: `^src/(${rest.join('|')})(/|\\.ts$)`,
        dependencyTypesNot: ['type-only'],
      }),
    ),
  ];
});

const onlyAtHome = (name, packages, home) => ({
  name: `${name}-only-at-home`,
  severity: 'error',
  comment: `${name} is used in ${home} and nowhere else, so that the rest does not depend on its API.`,
  from: { path: '^src/', pathNot: home },
  to: { path: packages },
});

const pure = '^src/(model|analysis|render)/';

export default {
  forbidden: [
    ...layers,
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Merge files that import each other, or move the shared part to a third file.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      comment: 'This import cannot be resolved.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'This file is unused: no other file imports it, and it imports none.',
      from: {
        orphan: true,
        // turns.ts takes the place of a module of node in the bundle of the viewer.
        pathNot: [
          '\\.d\\.ts$',
          '(^|/)test/',
          '^scripts/',
          '^services/[^/]+/main\\.ts$',
          '^src/viewer/app/data/turns\\.ts$',
        ],
      },
      to: {},
    },
    {
      name: 'pure-reaches-the-world',
      severity: 'error',
      comment:
        'model, analysis and render must not reach files, sockets, timers or processes, not even through another file.',
      from: { path: pure },
      to: {
        reachable: true,
        path: '^(node:)?(fs|net|http|https|timers|child_process|dns|tls)(/|$)',
      },
    },
    {
      name: 'pure-takes-no-package',
      severity: 'error',
      comment:
        'model and analysis also run in a browser and are read in class: no packages, no node.',
      from: { path: '^src/(model|analysis)/' },
      to: { dependencyTypes: ['npm', 'core'] },
    },
    {
      name: 'backend-takes-few-packages',
      severity: 'error',
      comment: 'backend must start quickly: it may import only node and a small zstd.',
      from: { path: '^src/backend/' },
      to: { dependencyTypes: ['npm'], pathNot: '^(node_modules/)?fzstd/' },
    },
    {
      name: 'runtimes-do-not-meet',
      severity: 'error',
      comment: 'The runtimes are independent of each other.',
      from: { path: '^src/runtime/(docker|local)/' },
      to: { path: '^src/runtime/(docker|local)/', pathNot: '^src/runtime/$1/' },
    },
    {
      name: 'cli-is-outermost',
      severity: 'error',
      comment: 'Only main.ts and start.ts may import the command line.',
      from: { path: '^src/', pathNot: '^src/(cli/|(main|start)\\.ts$)' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'commands-stand-alone',
      severity: 'error',
      comment:
        'A command is read, changed and removed alone: code that two commands share is in shell, labs, traces or answers.',
      from: { path: '^src/cli/commands/([^/]+)/' },
      to: { path: '^src/cli/commands/', pathNot: '^src/cli/commands/$1/' },
    },
    {
      name: 'services-stand-alone',
      severity: 'error',
      comment:
        'The services are read in class and run in their own image: they never import the program.',
      from: { path: '^services/' },
      to: { path: '^src/' },
    },
    {
      name: 'program-does-not-import-services',
      severity: 'error',
      comment: 'The program starts the services; it does not contain them.',
      from: { path: '^src/' },
      to: { path: '^services/' },
    },
    onlyAtHome('dockerode', '^(node_modules/)?(@types/)?dockerode', '^src/runtime/docker/'),
    onlyAtHome('yaml', '^(node_modules/)?yaml', '^src/yaml/'),
    onlyAtHome('commander', '^(node_modules/)?commander', '^src/cli/'),
    // Without /proc, `ps` gives the start time of a process, which a lab's lock needs too.
    onlyAtHome(
      'child_process',
      '^(node:)?child_process$',
      '^src/(runtime/local/|base/process-by-ps\\.ts$)',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
