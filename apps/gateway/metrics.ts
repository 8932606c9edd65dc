/** What an operator watches, in Prometheus' format. Labels are routes and outcomes, never contents or people. */
import type pg from 'pg';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { PushAnswer } from '../../sync/protocol/mutation.ts';

export interface Metrics {
  request(route: string, method: string, status: number, seconds: number): void;
  pushed(answer: PushAnswer): void;
  /** Live shape requests under way: +1 and -1. */
  shapes(change: 1 | -1): void;
  downloaded(): void;
  text(): Promise<{ type: string; body: string }>;
}

export function createMetrics(pool: pg.Pool): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Histogram({
    name: 'morgus_http_request_seconds',
    help: 'Time from request to the end of its answer.',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30],
    registers,
  });
  const mutations = new Counter({
    name: 'morgus_mutations_total',
    help: 'Mutations answered, by outcome.',
    labelNames: ['outcome'],
    registers,
  });
  const shapes = new Gauge({ name: 'morgus_shape_requests', help: 'Shape requests under way.', registers });
  const downloads = new Counter({ name: 'morgus_bundle_downloads_total', help: 'Bundles downloaded.', registers });
  const connections = new Gauge({
    name: 'morgus_pool_connections',
    help: 'Connections to Postgres by state; waiting are requests without one.',
    labelNames: ['state'],
    registers,
    collect() {
      connections.set({ state: 'idle' }, pool.idleCount);
      connections.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
      connections.set({ state: 'waiting' }, pool.waitingCount);
    },
  });
  return {
    request: (route, method, status, seconds) => requests.observe({ route, method, status: String(status) }, seconds),
    pushed(answer) {
      for (const { outcome } of answer.results) mutations.inc({ outcome });
    },
    shapes: (change) => shapes.inc(change),
    downloaded: () => downloads.inc(),
    text: async () => ({ type: registry.contentType, body: await registry.metrics() }),
  };
}
