import type { Files } from './files.ts';

const gateway = `const express = require('express');

const { PORT, VALIDATOR_URL, ENRICHER_URL } = process.env;
const app = express();

app.get('/process', async (request, response) => {
  const validate = await (await fetch(VALIDATOR_URL)).json();
  const enrich = await (await fetch(ENRICHER_URL)).json();
  response.json({ gateway: 'ok', validate, enrich });
});

app.listen(Number(PORT), () => console.log(\`gateway: http://localhost:\${PORT}/process\`));
`;

const callee = (
  name: string,
  path: string,
  ms: number,
  answer: string,
): string => `const express = require('express');
const { setTimeout: sleep } = require('node:timers/promises');

const app = express();

app.get('${path}', async (request, response) => {
  await sleep(Math.random() * ${ms});
  response.json(${answer});
});

app.listen(Number(process.env.PORT), () => console.log('${name} listens'));
`;

const SETTINGS = `// Settings of the SDK, for every service.
const settings = {};
`;
const PRELOAD = `// What Node.js loads before the code of a service, such as ['--require', './tracing.cjs'].
const preload = [];
`;
const NAMED = `    // Each service needs a name of its own: shop-gateway, shop-validator, shop-enricher.
`;

const start = `// Starts the three services. Ctrl-C stops them.
const { spawn } = require('node:child_process');

${SETTINGS}
${PRELOAD}
const first = Number(process.env.FIRST_PORT ?? 5300);
const services = ['gateway', 'validator', 'enricher'];
const children = services.map((name, i) => {
  const env = {
    ...process.env,
    ...settings,
    PORT: String(first + i),
    VALIDATOR_URL: \`http://localhost:\${first + 1}/validate\`,
    ENRICHER_URL: \`http://localhost:\${first + 2}/enrich\`,
${NAMED}  };
  const options = { cwd: __dirname, env, stdio: 'inherit' };
  return spawn(process.execPath, [...preload, \`\${name}.cjs\`], options);
});
process.on('SIGTERM', () => children.forEach((child) => child.kill()));
`;

const packageOf = (dependencies: Readonly<Record<string, string>>): string =>
  `${JSON.stringify(
    { name: 'shop', private: true, scripts: { start: 'node start.cjs' }, dependencies },
    undefined,
    2,
  )}\n`;

const EXPRESS = { express: '^5.3.0' };

/** Three small Express services, which know nothing of tracing. */
export const nodeServices: Files = {
  'gateway.cjs': gateway,
  'validator.cjs': callee('validator', '/validate', 200, '{ valid: true }'),
  'enricher.cjs': callee('enricher', '/enrich', 400, "{ tags: ['user', 'beta'] }"),
  'start.cjs': start,
  'package.json': packageOf(EXPRESS),
};

/** The SDK in a preload, its settings, and a name for each service: no line of a service changes. */
export const nodeAnswer = (endpoint: string): Files => ({
  'tracing.cjs': `// Loaded before each service: instruments http, Express and fetch, and sends the spans by OTLP over HTTP.
const { getNodeAutoInstrumentations } = require('@opentelemetry/auto-instrumentations-node');
const { NodeSDK } = require('@opentelemetry/sdk-node');

new NodeSDK({ instrumentations: [getNodeAutoInstrumentations()] }).start();
`,
  'start.cjs': start
    .replace(
      SETTINGS,
      `const settings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: '${endpoint}',
  // Jaeger takes traces alone.
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
};
`,
    )
    .replace(PRELOAD, "const preload = ['--require', './tracing.cjs'];\n")
    .replace(NAMED, '    OTEL_SERVICE_NAME: `shop-${name}`,\n'),
  'package.json': packageOf({
    ...EXPRESS,
    '@opentelemetry/auto-instrumentations-node': '^0.81.2',
    '@opentelemetry/sdk-node': '^0.223.0',
  }),
});
