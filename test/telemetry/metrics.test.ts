/** The metrics exist under the names dashboards will ask for, and two servers do not share them. */
import { createMetrics } from "../../src/telemetry/metrics.js";

describe("the metrics", () => {
  it("are exposed under their agreed names", async () => {
    const metrics = createMetrics();
    metrics.httpRequests.inc({ method: "POST", route: "/graphql", status: "200" });
    metrics.refundTransitions.inc({ from: "returnCollected", to: "submitting", event: "REQUEST" });
    metrics.gatewayCalls.inc({ gateway: "PORTONE_V2", verdict: "SUCCEEDED" });
    metrics.gatewayCallSeconds.observe({ gateway: "PORTONE_V2", call: "cancel" }, 0.2);
    metrics.jobs.inc({ queue: "execute", outcome: "done" });
    metrics.eventsPublished.inc(3);
    metrics.eventLag.set(1.5);
    metrics.alarms.inc({ kind: "EXCESS" });
    const text = await metrics.registry.metrics();
    for (const line of [
      'http_requests_total{method="POST",route="/graphql",status="200"} 1',
      'refund_steps_total{from="returnCollected",to="submitting",event="REQUEST"} 1',
      'gateway_calls_total{gateway="PORTONE_V2",verdict="SUCCEEDED"} 1',
      'gateway_call_seconds_bucket{le="0.25",gateway="PORTONE_V2",call="cancel"} 1',
      'gateway_call_seconds_bucket{le="0.1",gateway="PORTONE_V2",call="cancel"} 0',
      'jobs_total{queue="execute",outcome="done"} 1',
      "events_published_total 3",
      "event_lag 1.5",
      'alarms_total{kind="EXCESS"} 1',
    ])
      expect(text).toContain(line);
    expect(text).toContain("process_cpu_seconds_total");
  });

  it("belong to their own server", async () => {
    const [one, other] = [createMetrics({ processMetrics: false }), createMetrics({ processMetrics: false })];
    one.eventsPublished.inc();
    expect(await other.registry.metrics()).toContain("events_published_total 0");
    expect(await other.registry.metrics()).not.toContain("process_cpu");
  });
});
