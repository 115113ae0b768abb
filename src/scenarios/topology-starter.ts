/** The file that `scenario new` writes: a complete topology that shows every key. */
export const starterTopology = `# A topology of your own: jaeger-lab up FILE starts it, jaeger-lab scenario validate FILE checks it.
about: a shop that calls its catalog, its stock and its prices
# redis: { latency: 20ms } # the network round trip of the Redis calls below

services: # up to 50; a name is lower-case letters, digits and hyphens
  shop:
    GET /products: # a method, GET or POST, and a path
      latency: 10ms # its own time, before its calls
      calls: # one after the other
        - catalog GET /items
        - parallel: # these at the same time
            - stock GET /level
            - { call: prices GET /price, times: 3 } # three times
    POST /orders:
      latency: { uniform: { from: 5ms, to: 20ms } } # evenly distributed
      calls:
        - { call: stock GET /level, times: 2 } # twice, one after the other
        - payment POST /pay

  catalog:
    GET /items:
      latency: { normal: { mean: 40ms, deviation: 10ms } } # bell curve, never below 0

  stock:
    GET /level:
      latency: { exponential: { mean: 8ms } } # mostly short, sometimes long
      # calls: [{ redis: get level, times: 15 }] # 15 Redis calls: an N+1, which slowest reports

  prices:
    GET /price: # answers at once

  payment:
    POST /pay:
      latency: 30ms
      errors: 0.05 # one request of twenty gets status 500, and the shop then answers 502

requests: # the requests that jaeger-lab load sends
  browse: { to: shop GET /products, weight: 3 } # three times as often as buy
  buy: shop POST /orders
`;
