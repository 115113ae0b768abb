import { createServer } from 'node:http';
import { env } from '../shared/env.ts';
import { log } from '../shared/log.ts';

const [host, port] = [env('HOST', '127.0.0.1'), Number(env('PORT', '5700'))];

// Jaeger reads its sampling strategies from a file or from a URL. This is the URL: no file has to be put beside Jaeger.
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json').end(env('STRATEGIES', '{}'));
});
server.listen(port, host, () => log('info', `strategies listens on http://${host}:${port};`));
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(0));
