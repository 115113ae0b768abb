/** How often one service called another, as Jaeger's own dependency graph counts it. */
export interface DependencyCount {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
}
