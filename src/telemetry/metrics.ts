/** The figures an operator watches, in Prometheus' words. Labels carry kinds, never ids or personal data. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** From a sandbox's answer to past PortOne's advised read timeout of 60 s, in seconds. */
const GATEWAY_CALL_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 90];

export interface Metrics {
  /** Own registry: two servers in one process do not mix their figures. */
  registry: Registry;
  httpRequests: Counter<"method" | "route" | "status">;
  refundSteps: Counter<"from" | "to" | "event">;
  gatewayCalls: Counter<"gateway" | "verdict">;
  /** Seconds. */
  gatewayCallSeconds: Histogram<"gateway" | "call">;
  jobs: Counter<"queue" | "outcome">;
  eventsPublished: Counter;
  /** Seconds the oldest event that was not yet published has waited; 0 when none waits. */
  eventLag: Gauge;
  webhooks: Counter<"gateway" | "outcome">;
  alarms: Counter<"kind">;
}

/** Makes all metrics and, unless told otherwise, the process's own (memory, CPU, event loop). */
export function createMetrics({ processMetrics = true }: { processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (processMetrics) collectDefaultMetrics({ register: registry });
  return {
    registry,
    httpRequests: new Counter({
      name: "http_requests_total",
      help: "HTTP requests answered; route is the pattern, not the path",
      labelNames: ["method", "route", "status"],
      registers,
    }),
    refundSteps: new Counter({
      name: "refund_steps_total",
      help: "Moves of refunds in the state machine",
      labelNames: ["from", "to", "event"],
      registers,
    }),
    gatewayCalls: new Counter({
      name: "gateway_calls_total",
      help: "Cancels sent to a gateway, by what the answer meant",
      labelNames: ["gateway", "verdict"],
      registers,
    }),
    gatewayCallSeconds: new Histogram({
      name: "gateway_call_seconds",
      help: "How long a gateway took to answer",
      labelNames: ["gateway", "call"],
      buckets: GATEWAY_CALL_BUCKETS,
      registers,
    }),
    jobs: new Counter({
      name: "jobs_total",
      help: "Jobs worked, by outcome",
      labelNames: ["queue", "outcome"],
      registers,
    }),
    eventsPublished: new Counter({
      name: "events_published_total",
      help: "Events given to live streams",
      registers,
    }),
    eventLag: new Gauge({
      name: "event_lag",
      help: "Seconds the oldest unpublished event has waited",
      registers,
    }),
    webhooks: new Counter({
      name: "webhooks_total",
      help: "Webhooks received, by what became of them",
      labelNames: ["gateway", "outcome"],
      registers,
    }),
    alarms: new Counter({
      name: "alarms_total",
      help: "Things a person must look at",
      labelNames: ["kind"],
      registers,
    }),
  };
}
