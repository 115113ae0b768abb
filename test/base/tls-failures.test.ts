import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  certificateFailure,
  hintOfTls,
  refusedByTls,
  tlsFailure,
} from '../../src/base/tls-failures.ts';

const url = 'https://jaeger.example';

/** As node names the alerts of OpenSSL, and what it finds itself. */
const CASES: readonly [code: string, certFile: string | undefined, reason: RegExp, hint: RegExp][] =
  [
    [
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      undefined,
      /requires a client cert/,
      /--cert FILE/,
    ],
    ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', undefined, /requires a client cert/, /--cert FILE/],
    [
      'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
      'me.pem',
      /not accept the certificate in me\.pem/,
      /CA that/,
    ],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'me.pem', /not accept .* in me\.pem/, /CA that/],
    ['ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED', 'me.pem', /not accept .* in me\.pem/, /CA that/],
    ['ECONNRESET', undefined, /was closed/, /--cert FILE/],
    ['UND_ERR_SOCKET', 'me.pem', /was closed/, /does not accept me\.pem/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', undefined, /signed by an unknown CA/, /--ca FILE/],
    ['CERT_HAS_EXPIRED', 'me.pem', /has expired/, /--insecure/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', undefined, /another host name/, /--insecure/],
  ];

describe('a failure of TLS is a sentence and an option', () => {
  for (const [code, certFile, reason, hint] of CASES)
    test(`${code}${certFile === undefined ? '' : ' with a certificate'}`, () => {
      const cause = Object.assign(new Error('failed'), { code });
      const failure = tlsFailure(cause, { url, certFile });
      assert.match(failure?.reason ?? '', reason);
      assert.match(failure?.hint ?? '', hint);
      const own = certificateFailure(cause, certFile);
      if (code === 'ECONNRESET' || code === 'UND_ERR_SOCKET') assert.equal(own, undefined);
      else assert.equal(hintOfTls(own?.reason ?? ''), failure?.hint);
    });

  test('a connection without TLS that is closed has none', () => {
    const cause = Object.assign(new Error('closed'), { code: 'ECONNRESET' });
    const attempt = { url: 'http://jaeger.example', certFile: undefined };
    assert.equal(tlsFailure(cause, attempt), undefined);
  });

  test('the pages of nginx', () => {
    assert.match(refusedByTls('No required SSL certificate was sent')?.reason ?? '', /requires/);
    assert.match(refusedByTls('The SSL certificate error')?.reason ?? '', /does not accept/);
    assert.equal(refusedByTls('Bad Request'), undefined);
  });
});
