import { type Plant, set } from './plant-of.ts';

/** What a service does wrong beyond how it sends its spans. */
export const behaviours: readonly Plant[] = [
  {
    cause: 'queue',
    symptom:
      'requests are answered as before, but under load some spans of one service are missing',
    variants: [
      set(
        'caller',
        { OTEL_BSP_MAX_QUEUE_SIZE: '1' },
        'OTEL_BSP_MAX_QUEUE_SIZE=1: a span that ends while another waits is dropped',
      ),
    ],
  },
  {
    cause: 'clock',
    symptom: 'traces are whole, but one service seems to work at another time than its callers',
    variants: [set('callee', { LAB_CLOCK_OFFSET_MS: '4000' }, 'its clock is four seconds ahead')],
  },
  {
    cause: 'n-plus-one',
    symptom: 'requests are answered as before, but much later than usual',
    variants: [
      set('caller', { LAB_CALL_REPEATS: '6' }, 'it makes each call six times, one after the other'),
    ],
  },
  {
    cause: 'retry-storm',
    symptom: 'requests are answered as before, but services get several times as many of them',
    variants: [
      set(
        'caller',
        { LAB_HASTY_ATTEMPTS: '7' },
        'it gives up each call seven times after 8 ms, and repeats it at once',
      ),
    ],
  },
];
