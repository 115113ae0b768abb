import { expectedOf } from './described.ts';
import { httpService } from './http-service.ts';
import type { Scenario } from './scenario.ts';

export const tutorial: Scenario = {
  name: 'tutorial',
  about: 'gateway calls validator, then enricher: the first waterfall',
  entry: { component: 'gateway', port: 'http', method: 'GET', path: '/process' },
  expected: expectedOf('gateway GET /process', {
    'gateway GET /process': ['validator GET /validate', 'enricher GET /enrich'],
    'validator GET /validate': [],
    'enricher GET /enrich': [],
  }),
  components: [
    httpService('validator', 5001),
    httpService('enricher', 5002),
    httpService('gateway', 5000, (address) => ({
      VALIDATOR_URL: `http://${address('validator', 'http')}`,
      ENRICHER_URL: `http://${address('enricher', 'http')}`,
    })),
  ],
};
