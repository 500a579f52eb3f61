/** Starts the Toss Pay sandbox: a pretend gateway over real HTTP with a durable ledger, knowing only the vendor's documents. */
import { openDatabase } from "../database.js";
import { listen, type Call, type Delivery } from "../http.js";
import { startTimetable, type Timetable } from "../timetable.js";
import { consolePage } from "./console.js";
import { failure } from "./refusal.js";
import { REQUEST_LOG } from "./request-log.js";
import { answerControlCall } from "./routes/control.js";
import { answerVendorCall } from "./routes/vendor.js";
import type { Sandbox } from "./sandbox.js";
import { settleDue } from "./settle-due.js";
import { changeShop } from "./shop.js";
import { TABLES, TABLES_LOCK } from "./tables.js";

export interface TossPaySandboxOptions {
  /** A database of its own; the sandbox keeps its tables in the schema `toss_pay`. One running sandbox per database. */
  databaseUrl: string;
  /** 0 (the default) takes a free port. */
  port?: number;
  host?: "127.0.0.1";
  /** The merchant's; one that begins with `sk_test_` makes answers say `"mode": "TEST"`. */
  apiKey: string;
  /** Whole won the shop may refund on one Korean day, `null` for no limit; when omitted, as the ledger remembers it. */
  dailyRefundLimit?: number | null;
  /** Business time, for tests that move it. */
  now?: () => Date;
  /** Told of trouble such as a lost database connection, one line each; the error output by default. */
  log?: (line: string) => void;
}

export interface TossPaySandbox {
  url: string;
  port: number;
  /** Cuts connections and ends; what was due stays due for the next start on the same database. */
  close(): Promise<void>;
}

export async function startTossPaySandbox(options: TossPaySandboxOptions): Promise<TossPaySandbox> {
  const { apiKey, dailyRefundLimit, now = () => new Date() } = options;
  if (apiKey === "") throw new Error("the Toss Pay sandbox needs an apiKey");
  const pool = await openDatabase({ databaseUrl: options.databaseUrl, tables: TABLES, lockNumber: TABLES_LOCK });
  const closer = new AbortController();
  const closing = closer.signal;
  let timetable: Timetable | undefined;
  const wake = (): void => timetable?.wake();
  const log = options.log ?? ((line: string): void => console.error(`Toss Pay sandbox: ${line}`));
  const sandbox: Sandbox = { pool, apiKey, now, wake, log, closing };
  try {
    await REQUEST_LOG.forgetOld(pool, now());
    if (dailyRefundLimit !== undefined) await changeShop(pool, { dailyRefundLimit });
    const listener = await listen({
      port: options.port ?? 0,
      host: options.host ?? "127.0.0.1",
      onCall: (call) => answer(sandbox, call),
    });
    timetable = startTimetable({ due: [() => settleDue(sandbox)], log, closing });
    const { stopped } = timetable;
    return {
      url: listener.url,
      port: listener.port,
      close: async () => {
        closer.abort();
        await listener.close();
        await stopped;
        await pool.end();
      },
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function answer(sandbox: Sandbox, call: Call): Promise<Delivery> {
  try {
    if (call.method === "GET" && call.path === "/") {
      return { kind: "HTML", status: 200, html: await consolePage(sandbox.pool, sandbox.now()) };
    }
    if (call.segments?.[0] === "__sandbox") return { kind: "ANSWER", answer: await answerControlCall(sandbox, call) };
    return await answerVendorCall(sandbox, call);
  } catch (error) {
    sandbox.log(String(error));
    return { kind: "ANSWER", answer: failure("COMMON_SYSTEM_ERROR", { status: 500 }) };
  }
}
