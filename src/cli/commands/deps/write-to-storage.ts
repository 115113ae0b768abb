import { counted } from '../../../model/counted.ts';
import type { DependencyGraph } from '../../../analysis/dependency-graph.ts';
import { startOf } from '../../../storage/index-name.ts';
import { putDocument } from '../../../storage/search-storage.ts';
import type { Context } from '../../context.ts';
import { lineTo } from '../../shell/output.ts';
import type { OpenLab } from '../../labs/open-lab.ts';
import { searchStorageIn } from '../../labs/storage-of.ts';

/**
 * Writes the calls between services where Jaeger's own page looks for them: with Elasticsearch and OpenSearch a nightly
 * job has to. What an earlier call wrote today is replaced, so that nothing counts twice.
 *
 * @throws LabError for a lab with another storage, or one that does not answer
 * @see https://github.com/jaegertracing/spark-dependencies
 */
export async function writeToStorage(
  { edges }: DependencyGraph,
  { state }: OpenLab,
  context: Context,
): Promise<void> {
  const storage = await searchStorageIn(state, context);
  const timestamp = new Date(context.clock.now()).toISOString();
  const index = `${startOf(storage.prefix)}jaeger-dependencies-${timestamp.slice(0, 10)}`;
  const calls = edges.filter(({ from, to }) => from.type === 'service' && to.type === 'service');
  const document = {
    timestamp,
    dependencies: calls.map(({ from, to, count }) => ({
      parent: from.name,
      child: to.name,
      callCount: count,
    })),
  };
  await putDocument(storage, { index, id: `jaeger-lab-${state.name}`, document }, context.stop);
  lineTo(context)(
    `wrote ${counted(calls.length, 'edge')} to ${index}: Jaeger's own page shows them`,
  );
}
