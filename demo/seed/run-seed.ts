/** Tells the whole story: the payments to the sandboxes, then each return to the service over HTTP, as a return service would. */
import type { OrderServiceControl } from "../../sandbox/order-service/control.js";
import type { DevelopmentIssuer } from "../../src/access/development-issuer.js";
import type { Role } from "../../src/access/permission.js";
import { apiClient } from "../client.js";
import { DEMO_USERS, programToken, tokenFor } from "../demo-users.js";
import { openCreditAccounts } from "./at-order-service.js";
import type { Seed } from "./facts.js";
import { recordContracts } from "./contracts.js";
import { handOver } from "./hand-over.js";
import { leaveNotes } from "./notes.js";
import { progress } from "./progress.js";
import { openPayments, type Controls } from "./open-payments.js";
import { workOnSome } from "./worked-on.js";

export interface Audience {
  controls: Controls;
  orderService: OrderServiceControl;
  /** Of the service. */
  url: string;
  issuer: DevelopmentIssuer;
  signal: AbortSignal;
}

/** Safe to run again after it was cut off: every call has a key of its own that never changes. */
export async function runSeed(orders: Seed, audience: Audience): Promise<void> {
  const { controls, orderService, url, issuer, signal } = audience;
  await openPayments(controls, orders);
  await openCreditAccounts(orderService, orders);
  signal.throwIfAborted();
  await recordContracts(apiClient({ url, signal, token: await tokenFor(issuer, "approver") }));
  const returnService = apiClient({ url, signal, token: await programToken(issuer, "return-service") });
  await handOver(returnService, orders, progress("returns handed over", orders.returns.length));
  await workOnSome(apiClient({ url, signal, token: await tokenFor(issuer, "refund-operator") }), orders);
  await introducePersons(audience);
  const agent = apiClient({ url, signal, token: await tokenFor(issuer, "cs-agent") });
  await leaveNotes(agent, orders, [subjectOf("refund-operator"), subjectOf("approver")]);
}

/** Each person asks once: the directory knows whose token it has seen. */
async function introducePersons({ url, issuer, signal }: Audience): Promise<void> {
  for (const { role } of DEMO_USERS)
    await apiClient({ url, signal, token: await tokenFor(issuer, role) }).send("{ viewer { subject } }", {});
}

const subjectOf = (role: Role): string => DEMO_USERS.find((user) => user.role === role)?.subject ?? "";
