import { LabError } from '../../base/errors.ts';
import type { Endpoint } from './endpoints.ts';

/** A place where no engine could be used, and why. */
export interface Unanswered {
  readonly endpoint: Endpoint;
  /** In the words of `plainReason`. */
  readonly reason: string;
}

const START = 'start Docker, or set DOCKER_HOST to where it listens';

/** Why an engine cannot be used, recognised by its reason, and the way out. */
const WAYS: readonly (readonly [words: RegExp, hint: (endpoint: Endpoint) => string])[] = [
  [
    /permission denied/,
    () => 'sudo usermod -aG docker "$USER", then log in again; docker info shows whether it worked',
  ],
  [
    /HTTP request to an HTTPS server|alert certificate required|bad certificate/i,
    () =>
      'set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the folder of ca.pem, cert.pem and key.pem',
  ],
  [
    /self.signed|unable to (verify|get)|certificate|altnames/i,
    () =>
      "copy the engine's own ca.pem, cert.pem and key.pem to the folder that DOCKER_CERT_PATH names",
  ],
  [
    /wrong version number|packet length too long/i,
    () => 'the engine there does not use TLS: unset DOCKER_TLS_VERIFY',
  ],
  [/does not resolve|not a Docker engine/, ({ from }) => correct(from)],
  [
    /authentication methods|handshake|SSH/i,
    ({ host }) =>
      `make this work without a password first: ssh ${host.replace(/^ssh:\/\//, '')} docker version`,
  ],
  [/connection refused|does not exist/, () => START],
];

const correct = (from: string): string =>
  `${from === 'DOCKER_HOST' ? 'set DOCKER_HOST to' : `correct the address (${from}) to`} where Docker listens: unix:///var/run/docker.sock or tcp://HOST:2375`;

/** Of a reason that is not known: an engine that hangs, a network that leads nowhere. */
const otherwise = ({ from }: Endpoint): string =>
  `docker info shows whether it answers; or ${correct(from)}`;

/** The error where no engine can be used. It leads out of what is worse than an engine that is not started. */
export function noEngine(unanswered: readonly Unanswered[]): LabError {
  if (unanswered.length === 0)
    return new LabError('no Docker engine was found on this machine', { hint: START });
  const reasons = unanswered.map(
    ({ endpoint: { host, from }, reason }) => `${host} (${from}): ${reason}`,
  );
  const hints = unanswered.map(({ endpoint, reason }) =>
    (WAYS.find(([words]) => words.test(reason))?.[1] ?? otherwise)(endpoint),
  );
  const hint = hints.find((one) => one !== START) ?? START;
  return new LabError(`no Docker engine answers: ${reasons.join('; ')}`, { hint });
}
