import { embeddedBackend } from './embedded-backend.ts';
import { guard, type Guarded } from './guarded-jaeger.ts';
import { run } from './run.ts';

export const INPUT = 'test/fixtures/jaeger/input.otlp.json';

/** An embedded backend with the traces of the fixture, behind what a reverse proxy asks for. */
export async function guarded(how: Parameters<typeof guard>[1] = {}): Promise<Guarded> {
  const jaeger = await embeddedBackend();
  await run(['import', INPUT, '--otlp', jaeger.otlpHttp]);
  const proxy = await guard(jaeger, how);
  return {
    ...proxy,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await jaeger[Symbol.asyncDispose]();
    },
  };
}
