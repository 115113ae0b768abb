import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { realClock } from '../../src/base/clock.ts';
import { waitUntil } from '../../src/base/wait-until.ts';
import { examine } from '../../test/support/doctor-story.ts';
import { withoutEngine } from '../../test/support/local-lab.ts';
import { goBinary } from '../images/go-part.ts';
import { hostPlatform } from '../images/platform.ts';
import type { Proof, ProofResult } from './prove.ts';

/** The last release before OTLP came, with the variable that names it as a release build does. */
const LAST_WITHOUT_OTLP = {
  name: 'jaeger-1.34.1',
  built: 'all-in-one',
  binary: 'jaeger-all-in-one',
  link: '-X github.com/jaegertracing/jaeger/pkg/version.latestVersion=v1.34.1',
};
const QUERY = 'http://127.0.0.1:16686/';
/** What a tutorial of that time names as the collector's port for spans over HTTP. */
const COLLECTOR = 'http://127.0.0.1:14268';
const READY_WITHIN_MS = 60_000;

/** A real Jaeger of before OTLP, as an old tutorial starts it: on its usual ports, which must be free. */
async function prove(note: (text: string) => void): Promise<ProofResult> {
  const binary = await goBinary(LAST_WITHOUT_OTLP, hostPlatform(), { note });
  const child = spawn(binary, [], { stdio: 'ignore' });
  try {
    await untilReady();
    const setUp = ['--otlp', COLLECTOR, '--jaeger-url', QUERY];
    await using lab = await withoutEngine();
    const { findings } = await examine(lab, ...setUp);
    const isNamed = findings.length === 1 && findings[0]?.cause === 'old-image';
    return {
      proved: [
        {
          what: 'Jaeger 1.34.1: too old for OTLP',
          count: isNamed ? 1 : 0,
          of: 1,
          bound: { atLeast: 1 },
        },
      ],
      lines: findings.map(({ cameBack, means }) => `${cameBack}: ${means}`),
    };
  } finally {
    child.kill('SIGKILL');
    if (child.exitCode === null) await once(child, 'exit');
  }
}

async function untilReady(): Promise<void> {
  const isReady = async (): Promise<true | undefined> => {
    // The newest of its parts: the page answers before.
    const answer = await fetch(`${QUERY}api/v3/services`).catch(() => undefined);
    return answer && answer.status !== 503 ? true : undefined;
  };
  const deadline = { timeoutMs: READY_WITHIN_MS, everyMs: 100 };
  await waitUntil(`${QUERY} to answer`, isReady, deadline, realClock);
}

export const oldJaegerProof: Proof = {
  name: 'old-jaeger',
  about: 'doctor names a Jaeger of before OTLP (needs Go and the usual ports)',
  run: prove,
};
