import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pullFailure } from '../../../src/runtime/docker/pull-failure.ts';

const IMAGE = { part: 'jaeger', name: 'registry.example/jaeger:2' } as const;

/** What engines answer: Docker 20.10 and 27, Podman 4.3. */
const cases: [words: string, why: RegExp, hint: RegExp][] = [
  [
    'manifest for registry.example/jaeger:2 not found: manifest unknown: manifest unknown',
    /no image of that name and tag/,
    /--image jaeger=NAME/,
  ],
  [
    'Get "https://registry.example/v2/jaeger/manifests/2": no basic auth credentials',
    /requires authentication/,
    /docker login.*docker pull registry\.example\/jaeger:2/,
  ],
  [
    "pull access denied for jaeger, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    /requires authentication/,
    /docker login/,
  ],
  [
    'toomanyrequests: You have reached your pull rate limit.',
    /no more requests for now \(429\)/,
    /JAEGER_LAB_REGISTRY=/,
  ],
  [
    'received unexpected HTTP status: 429 Too Many Requests',
    /no more requests for now \(429\)/,
    /try again later/,
  ],
  [
    'failed to register layer: Error processing tar file(exit status 1): write /noise: no space left on device',
    /the engine's disk is full/,
    /docker system df/,
  ],
  [
    'no matching manifest for linux/arm64/v8 in the manifest list entries',
    /none for this engine's processor/,
    /--image jaeger=NAME/,
  ],
  [
    'Get "https://registry.example/v2/": dial tcp: lookup registry.example: no such host',
    /cannot resolve the name of its registry/,
    /DNS servers.*--image jaeger=NAME/,
  ],
  [
    'Get "https://registry.example/v2/": dial tcp: lookup registry.example on 127.0.0.53:53: server misbehaving',
    /cannot resolve the name of its registry/,
    /DNS servers/,
  ],
  [
    'Get "https://registry.example/v2/": proxyconnect tcp: dial tcp 10.0.0.1:3128: connect: connection refused',
    /proxy does not let it through/,
    /docker info/,
  ],
  [
    'Get "https://registry.example/v2/": Proxy Authentication Required',
    /proxy does not let it through/,
    /docker info/,
  ],
  [
    'Get "https://registry.example/v2/": dial tcp 192.0.2.1:443: connect: connection refused',
    /cannot be reached/,
    /images load FILE/,
  ],
  [
    'Get "https://registry.example/v2/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    /cannot be reached/,
    /images load FILE/,
  ],
  ['something new', /could not be pulled: something new$/, /--image jaeger=NAME/],
];

describe('a pull that fails', () => {
  for (const [words, why, hint] of cases)
    test(`because of: ${words}`, () => {
      const failure = pullFailure(IMAGE, new Error(words));
      assert.match(failure.message, /^image registry\.example\/jaeger:2 is not on this engine/);
      assert.match(failure.message, why);
      assert.match(failure.hint ?? '', hint);
      assert.ok([failure.message, ...failure.evidence].join('\n').includes(words));
      assert.equal(failure.exitCode, 3);
    });
});
