import type { LabSpec } from '../../../runtime/runtime.ts';

/** How to use the file, and what is in it. */
export function fileHeader({ scenario, components }: LabSpec): string {
  const jaegers = components.filter(({ program }) => program.kind === 'jaeger');
  const query = jaegers.flatMap(({ ports }) => ports).find(({ name }) => name === 'query');
  const port = typeof query?.published === 'number' ? query.published : 16686;
  const isUntested = jaegers.some(
    ({ program }) => program.kind === 'jaeger' && program.setup?.storage === 'clickhouse',
  );
  const names = components.map(({ name }) => name).join(', ');
  return `# The scenario ${scenario} for Docker Compose, as jaeger-lab starts it: ${names}.
#
# Build the image of the services once, in jaeger-lab's folder:
#
#   npm ci
#   docker build --tag jaeger-lab/services dist/services
#
# Then, with the name of this file:
#
#   docker compose --file FILE up --wait
#   open http://localhost:${port}                 Jaeger's UI
#   docker compose --file FILE down               stored traces stay in their volume
#   docker compose --file FILE down --volumes     remove them too
${isUntested ? UNTESTED : ''}`;
}

const UNTESTED = `#
# ClickHouse as a storage is experimental in Jaeger, and nothing here was tested with it. Create its database "jaeger" first;
# user and password are those of a new server. Jaeger 2.20 needs ClickHouse 26.
`;
