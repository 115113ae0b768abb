/** What each folder may import of ours besides itself, and why: the table of docs/architecture.md as code. */
const may = {
  model: { folders: [], why: 'the words everything else is said in' },
  base: { folders: [], why: 'node only, known to nobody above it' },
  analysis: {
    folders: ['model', 'base/(percentile|spread)'],
    why: 'pure: traces in, findings out',
  },
  render: {
    folders: ['model', 'base/(errors|spread)', 'analysis'],
    why: 'strings out, nothing written',
  },
  otlp: { folders: [], why: "OTLP's fields once, for whatever reads or writes them" },
  jaeger: {
    folders: ['model', 'base', 'otlp'],
    why: "the only place that knows Jaeger's wire formats",
  },
  backend: {
    folders: ['base', 'otlp'],
    why: 'the client and it judge each other only through recordings of real Jaegers',
  },
  redis: { folders: ['base'], why: 'a process of its own, that any client of Redis may ask' },
  runtime: { folders: ['base'], why: 'components, not scenarios' },
  yaml: { folders: ['base'], why: 'files that a person wrote, with the place of each mistake' },
  load: { folders: ['base'], why: 'sends requests and measures them, prints nothing' },
  scenarios: {
    folders: ['model', 'runtime/runtime', 'load/request-record', 'yaml', 'base/(errors|duration)'],
    why: 'data, built in or read from a text; nothing happens at import',
  },
  lab: {
    folders: ['model', 'base', 'runtime', 'load', 'jaeger', 'scenarios'],
    why: 'joins the parts into up, load, wait, down; neither prints nor analyses',
  },
};

const layers = Object.entries(may).map(([from, { folders, why }]) => ({
  name: `${from}-reaches-too-far`,
  severity: 'error',
  comment: `src/${from}: ${why}. Of ours it may import ${folders.join(', ') || 'nothing'}.`,
  from: { path: `^src/${from}/` },
  to: { path: '^src/', pathNot: `^src/(${[from, ...folders].join('|')})(/|\\.ts$)` },
}));

const onlyAtHome = (name, packages, home) => ({
  name: `${name}-only-at-home`,
  severity: 'error',
  comment: `${name} is used in ${home} and nowhere else, so that nothing else depends on its ways.`,
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
      comment: 'Two files that need each other are one file, or miss a third.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      comment: 'An import that cannot be found.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'A file that nothing imports and that imports nothing is dead.',
      from: {
        orphan: true,
        pathNot: ['\\.d\\.ts$', '(^|/)test/', '^scripts/', '^services/[^/]+/main\\.ts$'],
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
      comment: 'backend starts within a moment: node and a small zstd, nothing else.',
      from: { path: '^src/backend/' },
      to: { dependencyTypes: ['npm'], pathNot: '^(node_modules/)?fzstd/' },
    },
    {
      name: 'runtimes-do-not-meet',
      severity: 'error',
      comment: 'Each runtime stands alone behind the interface.',
      from: { path: '^src/runtime/(docker|local)/' },
      to: { path: '^src/runtime/(docker|local)/', pathNot: '^src/runtime/$1/' },
    },
    {
      name: 'cli-is-outermost',
      severity: 'error',
      comment: 'Nothing but main.ts imports the command line.',
      from: { path: '^src/', pathNot: '^src/(cli/|main\\.ts$)' },
      to: { path: '^src/cli/' },
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
    onlyAtHome('commander', '^(node_modules/)?commander', '^src/(cli/|main\\.ts$)'),
    // `ps` tells when a process started where there is no /proc, which a lab's lock must know too.
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
