import { type AddressInfo, connect, createServer } from 'node:net';
import { env } from '../shared/env.ts';
import { log } from '../shared/log.ts';
import { delay } from './delayed.ts';

/** More connections than a lab has, so that a leak shows as refused connections and not as memory. */
const MOST_CONNECTIONS = 256;
const LONGEST_MS = 60_000;

// Simulates a distance to the server at TARGET: every byte arrives half a round trip later, in both directions.
const target = /^(?<host>.+):(?<port>\d+)$/.exec(env('TARGET', '127.0.0.1:6379'))?.groups;
const roundTripMs = Number(env('ROUND_TRIP_MS', '73'));
const [host, port] = [env('HOST', '127.0.0.1'), Number(env('PORT', '6380'))];
if (!target) giveUp(`relay: TARGET=${env('TARGET')} is not host:port`);
if (!(roundTripMs >= 0 && roundTripMs <= LONGEST_MS))
  giveUp(`relay: ROUND_TRIP_MS=${env('ROUND_TRIP_MS')} is not a number from 0 to ${LONGEST_MS}`);
if (!(port >= 0 && port <= 65_535)) giveUp(`relay: PORT=${env('PORT')} is not a port number`);

const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
  const far = connect({
    host: target['host'] ?? '',
    port: Number(target['port']),
    allowHalfOpen: true,
    noDelay: true,
  });
  delay(near, far, roundTripMs / 2);
  delay(far, near, roundTripMs / 2);
});
server.maxConnections = MOST_CONNECTIONS;
server.once('error', (error) =>
  giveUp(`relay: cannot listen on ${host}:${port}: ${error.message}`),
);
server.listen(port, host, () => {
  const at = (server.address() as AddressInfo).port;
  log(
    'info',
    `relay listens on ${host}:${at}; ${target['host']}:${target['port']} is ${roundTripMs} ms away`,
  );
});
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(0));

function giveUp(sentence: string): never {
  log('error', sentence);
  process.exit(1);
}
