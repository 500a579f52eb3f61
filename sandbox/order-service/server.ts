/** Starts the pretend order service: it keeps points and deposits, follows the desk, books what goes back, and reports it. */
import { openDatabase } from "../database.js";
import { listen, type Call, type Delivery } from "../http.js";
import { startTimetable, type Timetable } from "../timetable.js";
import { consolePage } from "./console.js";
import { Desk } from "./desk.js";
import { follow } from "./follow.js";
import type { OrderService } from "./order-service.js";
import { reportDue } from "./report.js";
import { answerControlCall } from "./routes.js";
import { TABLES, TABLES_LOCK } from "./tables.js";

export interface OrderServiceOptions {
  /** The ledger, in the schema `order_service`. Several instances may share it; it belongs to one desk for ever. */
  databaseUrl: string;
  /** The desk's address, such as `http://127.0.0.1:4000`; `/graphql` is below it. */
  apiUrl: string;
  /** A token with the role `service`, still valid; asked for before every call and every connection. */
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
  /** Cuts connections and ends; what the desk has not heard yet stays due for the next start on the same ledger. */
  close(): Promise<void>;
}

/** It need not find the desk there: it connects as soon as the desk answers. */
export async function startOrderService(options: OrderServiceOptions): Promise<RunningOrderService> {
  const { token, now = () => new Date() } = options;
  const endpoint = endpointOf(options.apiUrl);
  const pool = await openDatabase({ databaseUrl: options.databaseUrl, tables: TABLES, lockNumber: TABLES_LOCK });
  const closer = new AbortController();
  const closing = closer.signal;
  let timetable: Timetable | undefined;
  const wake = (): void => timetable?.wake();
  const log = options.log ?? ((line: string): void => console.error(`order service: ${line}`));
  const desk = new Desk({ endpoint, token, closing });
  const service: OrderService = { pool, desk, now, wake, log, closing };
  try {
    const listener = await listen({
      port: options.port ?? 0,
      host: options.host ?? "127.0.0.1",
      onCall: (call) => answer(service, call),
    });
    timetable = startTimetable({ due: [() => reportDue(service)], log, closing });
    const { stopped } = timetable;
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
    throw new Error(`apiUrl is ${apiUrl}: it must be the desk's address without a path, such as http://127.0.0.1:4000`);
  }
  return new URL("/graphql", url).href;
}

async function answer(service: OrderService, call: Call): Promise<Delivery> {
  try {
    if (call.method === "GET" && call.path === "/") {
      return { kind: "HTML", status: 200, html: await consolePage(service.pool) };
    }
    if (call.segments?.[0] === "__sandbox") return { kind: "ANSWER", answer: await answerControlCall(service, call) };
    return { kind: "ANSWER", answer: { status: 404, body: { message: "There is only the page at / here." } } };
  } catch (error) {
    service.log(String(error));
    return { kind: "ANSWER", answer: { status: 500, body: { message: "Internal error." } } };
  }
}
