import type { OnResolveArgs, OnResolveResult, Plugin } from 'esbuild';

/** gRPC is loaded soon after the start, so that it gets its own bundle; the rest is rarely loaded. */
export const laterBundle = (name: string): string =>
  name === '@grpc/grpc-js' ? 'tracing-grpc.cjs' : 'tracing-later.cjs';

/** The expression that loads a package from its bundle. */
const loadOf = (name: string): string =>
  `require('./${laterBundle(name)}')[${JSON.stringify(name)}]`;

/**
 * How a package is included in the tracing preload.
 * `now`: loaded at start. `later` and `later-class`: on first use. `never`: not reachable.
 */
type When = 'now' | 'later' | 'later-class' | 'never';

/** Enabled by default; the other instrumentations need OTEL_NODE_ENABLED_INSTRUMENTATIONS. */
const INSTRUMENTATIONS_NOW = /^@opentelemetry\/instrumentation(-(http|express|undici|ioredis))?$/;

/** Exporters other than OTLP over gRPC, metrics, logs, other propagators: each is enabled by a variable. */
const SDK_LATER =
  /^@opentelemetry\/(exporter-(?!trace-otlp-grpc)|sdk-logs|sdk-metrics|sdk-trace-base|sdk-trace-node|propagator-)/;

/**
 * Keeps the start of a traced service short. The OpenTelemetry packages load each other eagerly: forty instrumentations
 * and nine exporters, of which a service uses four and one, and gRPC long before the first span. Their compiled code
 * reads `foo_1.Bar` at the moment of use, so an object that loads `foo` on access to `Bar` can replace it.
 *
 * @param later receives the packages to bundle separately: paths by name
 */
export function deferPackages(later: Map<string, string>): Plugin {
  return {
    name: 'defer-packages',
    setup(build) {
      const defer = async (wanted: OnResolveArgs): Promise<OnResolveResult | undefined> => {
        const namespace = when(wanted);
        if (wanted.pluginData === 'resolving' || namespace === 'now') return undefined;
        if (namespace === 'never') return { path: wanted.path, namespace };
        const { importer, resolveDir, kind } = wanted;
        const pluginData = 'resolving';
        const found = await build.resolve(wanted.path, { importer, resolveDir, kind, pluginData });
        if ((later.get(wanted.path) ?? found.path) !== found.path) {
          return { errors: [{ text: `there are two copies of ${wanted.path}` }] };
        }
        later.set(wanted.path, found.path);
        return { path: wanted.path, namespace, errors: found.errors };
      };
      build.onResolve({ filter: /^(@opentelemetry\/|@grpc\/grpc-js$|\.\/start$)/ }, defer);
      build.onResolve({ filter: /^\.\/tracing-\w+\.cjs$/ }, ({ path }) => ({
        path,
        external: true,
      }));
      for (const [namespace, stub] of Object.entries(STUBS)) {
        build.onLoad({ filter: /./, namespace }, ({ path: name }) => ({
          contents: stub(loadOf(name)),
        }));
      }
    },
  };
}

/** In the other bundles of what is loaded later: gRPC comes from its own bundle, instead of being in each of them. */
export const grpcFromItsBundle: Plugin = {
  name: 'grpc-from-its-bundle',
  setup(build) {
    build.onResolve({ filter: /^@grpc\/grpc-js$/ }, ({ path }) => ({ path, namespace: 'later' }));
    build.onResolve({ filter: /^\.\/tracing-grpc\.cjs$/ }, ({ path }) => ({
      path,
      external: true,
    }));
    build.onLoad({ filter: /./, namespace: 'later' }, ({ path }) => ({
      contents: STUBS.later(loadOf(path)),
    }));
  },
};

/** The source of the module that replaces a package, given the expression that loads the package. */
const STUBS: Record<Exclude<When, 'now'>, (load: string) => string> = {
  later: (load) => `module.exports = new Proxy({}, { get: (_, name) => ${load}[name] });`,
  // The table of instrumentations reads every class before it is known which ones are enabled.
  'later-class': (load) =>
    `module.exports = new Proxy({}, { get: (_, name) => function (...args) { return new (${load}[name])(...args); } });`,
  never: () => 'module.exports = {};',
};

/** The sources of the deferred bundles, by file name. */
export function laterBundles(later: ReadonlyMap<string, string>): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [name, path] of [...later].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const file = laterBundle(name);
    const load = `require(${JSON.stringify(path)})`;
    const getter = `Object.defineProperty(exports, ${JSON.stringify(name)}, { get: () => ${load} });\n`;
    texts.set(file, (texts.get(file) ?? '') + getter);
  }
  return texts;
}

function when({ importer, path }: OnResolveArgs): When {
  if (path === '@grpc/grpc-js') return 'later';
  if (importer.includes('/auto-instrumentations-node/build/')) {
    // Only its own start script detects clouds; NodeSDK has a separate list of detectors.
    if (path.includes('resource-detector')) return 'never';
    const isInstrumentation = path.startsWith('@opentelemetry/instrumentation');
    return isInstrumentation && !INSTRUMENTATIONS_NOW.test(path) ? 'later-class' : 'now';
  }
  if (/\/(sdk-node|otlp-transformer)\/build\//.test(importer)) {
    // startNodeSDK: the other way to start, from a YAML file.
    if (path === './start') return 'never';
    return SDK_LATER.test(path) ? 'later' : 'now';
  }
  return 'now';
}
