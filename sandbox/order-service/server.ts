/** Starts the pretend order service: it keeps points and deposits, follows the service, books what goes back, and reports it. */
import type { RunningSandbox } from "../kit/sandbox.js";
import { startSandbox } from "../kit/server.js";
import { RefundApiClient } from "./api-client.js";
import { follow } from "./follow.js";
import { ledgerPage } from "./ledger-page.js";
import type { OrderService, OrderServiceOptions } from "./order-service.js";
import { reportDue } from "./report.js";
import { answerControlCall } from "./routes.js";
import { TABLES, TABLES_LOCK } from "./tables.js";

export type { OrderServiceOptions } from "./order-service.js";

/** A report that the service has not heard when this closes stays due for the next start on the same ledger. */
export type RunningOrderService = RunningSandbox;

/** Starts the order service. The refund service need not be there yet: it connects as soon as that answers. */
export async function startOrderService(options: OrderServiceOptions): Promise<RunningOrderService> {
  const { token } = options;
  const endpoint = endpointOf(options.apiUrl);
  let following: Promise<void> | undefined;
  const { running, sandbox } = await startSandbox<OrderService>(options, {
    title: "order service",
    tables: TABLES,
    lockNumber: TABLES_LOCK,
    extend: (shared) => ({ ...shared, api: new RefundApiClient({ endpoint, token, closing: shared.closing }) }),
    due: (service) => [() => reportDue(service)],
    ledgerPage: ({ pool }) => ledgerPage(pool),
    answerControlCall,
    answerVendorCall: async () => ({ kind: "ANSWER", answer: ONLY_A_PAGE }),
    internalError: { status: 500, body: { message: "Internal error." } },
    settled: async () => following,
  });
  following = follow(sandbox, { socketUrl: endpoint.replace(/^http/, "ws"), token });
  return running;
}

const ONLY_A_PAGE = { status: 404, body: { message: "There is only the page at / here." } };

function endpointOf(apiUrl: string): string {
  const url = URL.parse(apiUrl);
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== "/") {
    throw new Error(
      `apiUrl is ${apiUrl}: it must be the service's address without a path, such as http://127.0.0.1:4000`,
    );
  }
  return new URL("/graphql", url).href;
}
