import { expectedOf } from './described.ts';
import { httpService } from './http-service.ts';
import type { Scenario } from './scenario.ts';

export const checkout: Scenario = {
  name: 'checkout',
  about: 'api-gateway → user → order → payment, a chain of calls: one slow service slows them all',
  entry: { component: 'api-gateway', port: 'http', method: 'POST', path: '/checkout' },
  expected: expectedOf('api-gateway POST /checkout', {
    'api-gateway POST /checkout': ['user POST /user'],
    'user POST /user': ['order POST /order'],
    'order POST /order': ['payment POST /pay'],
    'payment POST /pay': [],
  }),
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
