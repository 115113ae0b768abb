import type { ExpectedSpan } from '../model/hierarchy.ts';
import { httpService } from './http-service.ts';
import type { Scenario } from './scenario.ts';

/** The server span of a service, and below it the client span of the one call that it makes. */
const asked = (service: string, name: string, then?: ExpectedSpan): ExpectedSpan => ({
  service,
  name,
  kind: 'server',
  children: then ? [{ service, name: 'POST', kind: 'client', children: [then] }] : [],
});

export const checkout: Scenario = {
  name: 'checkout',
  about:
    'api-gateway → user → order → payment, each calling the next: one slow link slows them all',
  entry: { component: 'api-gateway', port: 'http', method: 'POST', path: '/checkout' },
  expected: asked(
    'api-gateway',
    'POST /checkout',
    asked('user', 'POST /user', asked('order', 'POST /order', asked('payment', 'POST /pay'))),
  ),
  components: [
    httpService('payment', 5103),
    httpService('order', 5102, (address) => ({
      PAYMENT_URL: `http://${address('payment', 'http')}`,
    })),
    httpService('user', 5101, (address) => ({ ORDER_URL: `http://${address('order', 'http')}` })),
    httpService('api-gateway', 5100, (address) => ({
      USER_URL: `http://${address('user', 'http')}`,
    })),
  ],
};
