import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { labSpec } from '../../src/lab/lab-spec.ts';
import {
  addressAmongContainers,
  containerOptions,
} from '../../src/runtime/docker/container-options.ts';
import { jaegerProfile } from '../../src/runtime/jaeger-profile.ts';
import { scenarios } from '../../src/scenarios/all.ts';

interface ComposeFile {
  readonly services: Readonly<
    Record<string, { entrypoint?: string[]; environment?: object; ports: string[] }>
  >;
}

// What an engine makes of them, test/docker/compose.test.ts compares; this needs none.
describe('the Compose file of each scenario starts what up starts', () => {
  for (const scenario of scenarios) {
    test(scenario.name, async () => {
      const text = await readFile(`compose/${scenario.name}.yaml`, 'utf8');
      const { services } = parse(text, { merge: true }) as ComposeFile;
      const jaeger = jaegerProfile('2');
      const options = { name: 'lab', jaeger, ports: 0, env: [], faults: true } as const;
      const { components } = labSpec(scenario, options);
      assert.deepEqual(
        Object.keys(services).toSorted(),
        components.map(({ name }) => name).toSorted(),
      );
      const placement = {
        lab: 'lab',
        scenario: scenario.name,
        owner: 'anna@laptop',
        address: '127.0.0.1',
        image: 'image',
        imageId: 'id',
        reach: addressAmongContainers(components),
      };
      for (const spec of components.filter(({ program }) => program.kind !== 'jaeger')) {
        const { Entrypoint, Env, HostConfig } = containerOptions(spec, placement);
        const { entrypoint, environment = {}, ports } = services[spec.name]!;
        const env = Object.entries(environment).map(([key, value]) => `${key}=${String(value)}`);
        const bindings = HostConfig?.PortBindings as Record<string, { HostPort: string }[]>;
        const published = Object.entries(bindings).map(
          ([port, [at]]) => `127.0.0.1:${at?.HostPort}:${port.replace('/tcp', '')}`,
        );
        assert.deepEqual(entrypoint, Entrypoint);
        assert.deepEqual(env.toSorted(), Env?.toSorted());
        assert.deepEqual(ports, published);
      }
    });
  }
});
