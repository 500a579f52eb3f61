/** Starts the pretend order service: it keeps points and deposits, follows the service, books what goes back, and reports it. */
import { openDatabase } from "../kit/database.js";
import { listen, type Call, type Delivery } from "../kit/http/http.js";
import { startScheduler, type Schedule } from "../kit/clock/scheduler.js";
import { ledgerPage } from "./ledger-page.js";
import { RefundApiClient } from "./api-client.js";
import { follow } from "./follow.js";
import type { OrderService } from "./order-service.js";
import { reportDue } from "./report.js";
import { answerControlCall } from "./routes.js";
import { TABLES, TABLES_LOCK } from "./tables.js";

export interface OrderServiceOptions {
  /** The ledger, in the schema `order_service`. Several instances may share it; it belongs to one service for ever. */
  databaseUrl: string;
  /** The service's address, such as `http://127.0.0.1:4000`; `/graphql` is below it. */
  apiUrl: string;
  /** A token with the role `service` and the scopes `ledger-results:write events:read`, still valid; asked for before every call and every connection. */
  token: () => Promise<string>;
  /** 0 (the default) takes a free port. */
  port?: number;
  host?: "127.0.0.1";
  /** Business time, for tests that move it. */
  now?: () => Date;
  /** Told of trouble such as a lost connection, one line each; the error output by default. */
  log?: (line: string) => void;
}

export interface RunningOrderService {
  url: string;
  port: number;
  /** Cuts connections and ends; what the service has not heard yet stays due for the next start on the same ledger. */
  close(): Promise<void>;
}

/** Starts the order service. The refund service need not be there yet: it connects as soon as that answers. */
export async function startOrderService(options: OrderServiceOptions): Promise<RunningOrderService> {
  const { token, now = () => new Date() } = options;
  const endpoint = endpointOf(options.apiUrl);
  const pool = await openDatabase({ databaseUrl: options.databaseUrl, tables: TABLES, lockNumber: TABLES_LOCK });
  const closer = new AbortController();
  const closing = closer.signal;
  let schedule: Schedule | undefined;
  const wake = (): void => schedule?.wake();
  const log = options.log ?? ((line: string): void => console.error(`order service: ${line}`));
  const api = new RefundApiClient({ endpoint, token, closing });
  const service: OrderService = { pool, api, now, wake, log, closing };
  try {
    const listener = await listen({
      port: options.port ?? 0,
      host: options.host ?? "127.0.0.1",
      onCall: (call) => answer(service, call),
    });
    schedule = startScheduler({ due: [() => reportDue(service)], log, closing });
    const { stopped } = schedule;
    const following = follow(service, { socketUrl: endpoint.replace(/^http/, "ws"), token });
    return {
      url: listener.url,
      port: listener.port,
      close: async () => {
        closer.abort();
        await listener.close();
        await Promise.all([stopped, following]);
        await pool.end();
      },
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

function endpointOf(apiUrl: string): string {
  const url = URL.parse(apiUrl);
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== "/") {
    throw new Error(
      `apiUrl is ${apiUrl}: it must be the service's address without a path, such as http://127.0.0.1:4000`,
    );
  }
  return new URL("/graphql", url).href;
}

async function answer(service: OrderService, call: Call): Promise<Delivery> {
  try {
    if (call.method === "GET" && call.path === "/") {
      return { kind: "HTML", status: 200, html: await ledgerPage(service.pool) };
    }
    if (call.segments?.[0] === "__sandbox") return { kind: "ANSWER", answer: await answerControlCall(service, call) };
    return { kind: "ANSWER", answer: { status: 404, body: { message: "There is only the page at / here." } } };
  } catch (error) {
    service.log(String(error));
    return { kind: "ANSWER", answer: { status: 500, body: { message: "Internal error." } } };
  }
}
