/** The figures an operator watches, in Prometheus' words. Labels carry kinds, never ids or personal data. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** From a sandbox's answer to past PortOne's advised read timeout of 60 s, in seconds. */
const GATEWAY_CALL_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 90];

export interface Metrics {
  /** Own registry: two servers in one process do not mix their figures. */
  registry: Registry;
  httpRequests: Counter<"method" | "route" | "status">;
  refundTransitions: Counter<"from" | "to" | "event">;
  gatewayCalls: Counter<"gateway" | "verdict">;
  /** Seconds. */
  gatewayCallSeconds: Histogram<"gateway" | "call">;
  jobs: Counter<"queue" | "outcome">;
  eventsPublished: Counter;
  /** Seconds the oldest event that was not yet published has waited; 0 when none waits. */
  eventLag: Gauge;
  /** Sockets that are open now. */
  websocketConnections: Gauge;
  /** Subscriptions that are open now, by the field they follow. */
  subscriptions: Gauge<"field">;
  eventsDelivered: Counter<"field">;
  eventReads: Counter<"reader">;
  webhooks: Counter<"gateway" | "outcome">;
  alarms: Counter<"kind">;
  rateLimited: Counter<"limit">;
  authenticationFailures: Counter<"reason">;
  brokenSockets: Counter;
  /** 1 while it answers, 0 in an outage. */
  dependencyUp: Gauge<"dependency">;
  dependencyFailures: Counter<"dependency">;
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
    refundTransitions: new Counter({
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
    websocketConnections: new Gauge({
      name: "websocket_connections",
      help: "WebSocket connections open now",
      registers,
    }),
    subscriptions: new Gauge({
      name: "subscriptions",
      help: "Subscriptions open now",
      labelNames: ["field"],
      registers,
    }),
    eventsDelivered: new Counter({
      name: "events_delivered_total",
      help: "Events handed to subscriptions",
      labelNames: ["field"],
      registers,
    }),
    eventReads: new Counter({
      name: "event_reads_total",
      help: "Statements that read the event stream: by the tail all subscriptions share, or for one that is behind it",
      labelNames: ["reader"],
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
    rateLimited: new Counter({
      name: "rate_limited_total",
      help: "Requests, operations and upgrades refused by a rate limit, by the kind of limit",
      labelNames: ["limit"],
      registers,
    }),
    authenticationFailures: new Counter({
      name: "authentication_failures_total",
      help: "Tokens that were refused, over HTTP and WebSocket",
      labelNames: ["reason"],
      registers,
    }),
    brokenSockets: new Counter({
      name: "broken_sockets_total",
      help: "Sockets ended by a broken or too large message",
      registers,
    }),
    dependencyUp: new Gauge({
      name: "dependency_up",
      help: "Whether what the service depends on answers: 1, or 0 in an outage",
      labelNames: ["dependency"],
      registers,
    }),
    dependencyFailures: new Counter({
      name: "dependency_failures_total",
      help: "Calls that failed because what they depend on was away",
      labelNames: ["dependency"],
      registers,
    }),
  };
}
