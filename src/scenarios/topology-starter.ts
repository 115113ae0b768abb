/** What `scenario new` writes: a topology that can be brought up as it is, with everything that may be in one. */
export const starterTopology = `# A topology of your own: jaeger-lab up FILE brings it up, jaeger-lab scenario validate FILE checks it.
about: a shop that asks its catalog, its stock and its prices
# redis: { latency: 20ms } # how far away the Redis is that calls such as the one below ask

services: # up to 50; a name is lower-case letters, digits and hyphens
  shop:
    GET /products: # a method, GET or POST, and a path
      latency: 10ms # what it takes by itself, before its calls
      calls: # one after the other
        - catalog GET /items
        - parallel: # these side by side
            - stock GET /level
            - { call: prices GET /price, times: 3 } # three times
    POST /orders:
      latency: { uniform: { from: 5ms, to: 20ms } } # anything between, equally often
      calls:
        - { call: stock GET /level, times: 2 } # twice, one after the other
        - payment POST /pay

  catalog:
    GET /items:
      latency: { normal: { mean: 40ms, deviation: 10ms } } # a bell, never below 0

  stock:
    GET /level:
      latency: { exponential: { mean: 8ms } } # mostly short, now and then long
      # calls: [{ redis: get level, times: 15 }] # Redis asked 15 times: what slowest calls an N+1

  prices:
    GET /price: # answers at once

  payment:
    POST /pay:
      latency: 30ms
      errors: 0.05 # one request of twenty is answered with 500, and the shop then answers 502

requests: # what jaeger-lab load sends
  browse: { to: shop GET /products, weight: 3 } # three times as often as
  buy: shop POST /orders
`;
