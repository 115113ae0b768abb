import type { ExpectedSpan } from '../model/hierarchy.ts';
import { httpService } from './http-service.ts';
import type { Scenario } from './scenario.ts';

/** What a service leaves for one call, seen from its caller: the client span and, below it, the server span. */
const call = (service: string, name: string): ExpectedSpan => ({
  service: 'gateway',
  name: 'GET',
  kind: 'client',
  children: [{ service, name, kind: 'server', children: [] }],
});

export const tutorial: Scenario = {
  name: 'tutorial',
  about: 'gateway calls validator, then enricher: the first waterfall',
  entry: { component: 'gateway', port: 'http', method: 'GET', path: '/process' },
  expected: {
    service: 'gateway',
    name: 'GET /process',
    kind: 'server',
    children: [call('validator', 'GET /validate'), call('enricher', 'GET /enrich')],
  },
  components: [
    httpService('validator', 5001),
    httpService('enricher', 5002),
    httpService('gateway', 5000, (address) => ({
      VALIDATOR_URL: `http://${address('validator', 'http')}`,
      ENRICHER_URL: `http://${address('enricher', 'http')}`,
    })),
  ],
};
