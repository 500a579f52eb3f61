/** Tells the whole story: the payments to the sandboxes, then each return to the desk over HTTP, as a return service would. */
import type { OrderServiceControl } from "../../sandbox/order-service/control.js";
import type { DevelopmentIssuer } from "../../src/access/development-issuer.js";
import { apiClient } from "../client.js";
import { tokenFor } from "../persons.js";
import { tellOrderService } from "./at-order-service.js";
import type { Story } from "./facts.js";
import { handOver } from "./hand-over.js";
import { progress } from "./progress.js";
import { tellGateways, type Controls } from "./tell-gateways.js";
import { workOnSome } from "./worked-on.js";

export interface Audience {
  controls: Controls;
  orderService: OrderServiceControl;
  /** Of the desk. */
  url: string;
  issuer: DevelopmentIssuer;
  signal: AbortSignal;
}

/** Safe to run again after it was cut off: every call has a key of its own that never changes. */
export async function seed(story: Story, audience: Audience): Promise<void> {
  const { controls, orderService, url, issuer, signal } = audience;
  await tellGateways(controls, story);
  await tellOrderService(orderService, story);
  signal.throwIfAborted();
  const as = async (role: "service" | "refund-operator") =>
    apiClient({ url, signal, token: await tokenFor(issuer, role) });
  await handOver(await as("service"), story, progress("returns handed over", story.returns.length));
  await workOnSome(await as("refund-operator"), story);
}
