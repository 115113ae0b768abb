import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { reasonOf } from '../base/errors.ts';
import type { Probe } from './runtime.ts';

/** No single question may take longer; the next one comes soon enough. */
const ANSWER_WITHIN_MS = 1000;

/** An HTTP/2 client's first bytes: the connection preface and an empty SETTINGS frame (RFC 9113, section 3.4). */
const HTTP2_PREFACE = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
]);
const SETTINGS_FRAME = 4;

const PING = Buffer.from('*1\r\n$4\r\nPING\r\n');

/**
 * Asks one question at a published address.
 *
 * @returns undefined when the answer is good, else why it is not
 */
export async function ask(probe: Probe, host: string, port: number): Promise<string | undefined> {
  switch (probe.kind) {
    case 'http2':
      return http2Answers(host, port);
    case 'redis':
      return redisAnswers(host, port);
    case 'cql':
      return cqlAnswers(host, port);
    case 'kafka':
      return kafkaAnswers(host, port);
    case 'otlp-http': {
      const body = '{"resourceSpans":[]}';
      return httpAnswers({ host, port, method: 'POST', path: '/v1/traces', body });
    }
    case 'http': {
      const { path, shows } = probe;
      return httpAnswers({ host, port, method: 'GET', path, ...(shows && { shows }) });
    }
  }
}

interface Question {
  readonly host: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly shows?: string;
}

async function httpAnswers(question: Question): Promise<string | undefined> {
  const { host, port, method, path, body, shows } = question;
  const asked = `${method} ${path} on port ${port}`;
  return new Promise((resolve) => {
    const sent = request(
      {
        host,
        port,
        method,
        path,
        agent: false,
        timeout: ANSWER_WITHIN_MS,
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
      },
      (answer) => {
        const { statusCode = 0 } = answer;
        const isGood = statusCode >= 200 && statusCode < 400;
        if (shows === undefined || !isGood) {
          answer.resume();
          resolve(isGood ? undefined : `${asked} answered ${statusCode}`);
          return;
        }
        text(answer).then(
          (whole) =>
            resolve(new RegExp(shows, 'm').test(whole) ? undefined : `${asked} does not show it`),
          (cause: unknown) => resolve(`${asked}: ${reasonOf(cause)}`),
        );
      },
    );
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${ANSWER_WITHIN_MS} ms`)));
    sent.on('error', ({ message }) => resolve(`${asked}: ${message}`));
    sent.end(body);
  });
}

async function http2Answers(host: string, port: number): Promise<string | undefined> {
  return firstBytes(host, port, { name: 'HTTP/2', hello: HTTP2_PREFACE }, (bytes) =>
    bytes[3] === SETTINGS_FRAME ? undefined : `port ${port} does not speak HTTP/2`,
  );
}

/** While it loads its data, Redis takes connections and answers with an error. */
async function redisAnswers(host: string, port: number): Promise<string | undefined> {
  return firstBytes(host, port, { name: 'Redis', hello: PING }, (bytes) => {
    const [line = ''] = bytes.toString('latin1').split('\r\n');
    return line === '+PONG' ? undefined : `PING on port ${port} was answered ${line}`;
  });
}

/** OPTIONS of CQL's version 4; the answer is SUPPORTED. @see the CQL binary protocol v4, sections 2 and 4 */
const CQL_OPTIONS = Buffer.from([4, 0, 0, 0, 5, 0, 0, 0, 0]);
const CQL_SUPPORTED = 6;

async function cqlAnswers(host: string, port: number): Promise<string | undefined> {
  return firstBytes(host, port, { name: 'Cassandra', hello: CQL_OPTIONS }, (bytes) =>
    bytes[4] === CQL_SUPPORTED ? undefined : `port ${port} does not speak CQL`,
  );
}

/** ApiVersions, version 0, correlation id 7, no client id. @see Kafka's protocol guide */
const KAFKA_API_VERSIONS = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 7, 255, 255]);
const CORRELATION_ID = 7;

async function kafkaAnswers(host: string, port: number): Promise<string | undefined> {
  return firstBytes(host, port, { name: 'Kafka', hello: KAFKA_API_VERSIONS }, (bytes) =>
    bytes.length >= 8 && bytes.readInt32BE(4) === CORRELATION_ID
      ? undefined
      : `port ${port} does not speak Kafka's protocol`,
  );
}

interface Protocol {
  readonly name: string;
  readonly hello: Buffer;
}

/** Says hello and judges what comes first. */
async function firstBytes(
  host: string,
  port: number,
  { name, hello }: Protocol,
  judge: (bytes: Buffer) => string | undefined,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: ANSWER_WITHIN_MS });
    const end = (reason?: string): void => {
      socket.destroy();
      resolve(reason);
    };
    socket.on('connect', () => socket.write(hello));
    socket.on('data', (bytes) => end(judge(bytes)));
    socket.on('timeout', () => end(`port ${port} did not answer as ${name} does`));
    socket.on('error', ({ message }) => end(`${name} on port ${port}: ${message}`));
    socket.on('close', () => end(`port ${port} closed the connection`));
  });
}

/** Opens a connection and closes it. @returns undefined when it was accepted, else why not: "ECONNREFUSED" */
export async function connects({
  host,
  port,
}: {
  readonly host: string;
  readonly port: number;
}): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: ANSWER_WITHIN_MS });
    const end = (reason?: string): void => {
      socket.destroy();
      resolve(reason);
    };
    socket.on('connect', () => end());
    socket.on('timeout', () => end('ETIMEDOUT'));
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}
