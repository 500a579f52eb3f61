/** Starts the EBP sandbox: a pretend gateway over real HTTP with a durable ledger, knowing only the vendor's documents. */
import { Courier } from "../courier.js";
import { openDatabase } from "../database.js";
import { listen, type Call, type Delivery } from "../http.js";
import { startTimetable, type Timetable } from "../timetable.js";
import type { Credentials } from "./access.js";
import { consolePage } from "./console.js";
import { mannerWith, RETRY_WAITS_MS, type WebhookTarget } from "./courier.js";
import { FAULTS } from "./fault.js";
import { settleDue } from "./ledger.js";
import type { ErrorShape } from "./refusal.js";
import { REQUEST_LOG } from "./request-log.js";
import { answerControlCall } from "./routes/control.js";
import { answerVendorCall } from "./routes/vendor.js";
import type { Sandbox } from "./sandbox.js";
import { TABLES, TABLES_LOCK } from "./tables.js";
import { OUTBOX, releaseHeldBack } from "./webhook.js";

export interface EbpSandboxOptions extends Credentials {
  /** A database of its own; the sandbox keeps its tables in the schema `ebp`. One running sandbox per database. */
  databaseUrl: string;
  /** 0 (the default) takes a free port. */
  port?: number;
  host?: "127.0.0.1";
  /** `ERRORS` by default, as the later pages have it. */
  errorShape?: ErrorShape;
  /** Where webhooks go; they wait while there is none. */
  webhook?: WebhookTarget;
  /** Business time, for tests that move it. */
  now?: () => Date;
  /** Time before each try of a webhook; 0, 1, 5, 30 minutes by default. */
  retryWaitsMs?: readonly number[];
  /** Told of trouble such as a lost database connection, one line each; the error output by default. */
  log?: (line: string) => void;
}

export interface EbpSandbox {
  url: string;
  port: number;
  setWebhook(target: WebhookTarget | null): void;
  /** Cuts connections and ends; what was due stays due for the next start on the same database. */
  close(): Promise<void>;
}

export async function startEbpSandbox(options: EbpSandboxOptions): Promise<EbpSandbox> {
  const wallClock = (): Date => new Date();
  const now = options.now ?? wallClock;
  const pool = await openDatabase({ databaseUrl: options.databaseUrl, tables: TABLES, lockNumber: TABLES_LOCK });
  const closer = new AbortController();
  const closing = closer.signal;
  let timetable: Timetable | undefined;
  const wake = (): void => timetable?.wake();
  const courier = new Courier({
    pool,
    outbox: OUTBOX,
    takeFault: (paymentId) => FAULTS.takeForWebhook(pool, paymentId),
    manner: mannerWith(options.retryWaitsMs ?? RETRY_WAITS_MS),
    now,
    wallClock,
    closing,
    onDelivered: wake,
  });
  const { log = (line) => console.error(`EBP sandbox: ${line}`), errorShape = "ERRORS" } = options;
  const sandbox: Sandbox = { pool, credentials: options, errorShape, now, courier, wake, log, closing };
  const setWebhook = (target: WebhookTarget | null): void => {
    courier.setTarget(target);
    wake();
  };
  try {
    await REQUEST_LOG.forgetOld(pool, now());
    setWebhook(options.webhook ?? null);
    const listener = await listen({
      port: options.port ?? 0,
      host: options.host ?? "127.0.0.1",
      onCall: (call) => answer(sandbox, call),
    });
    timetable = startTimetable({
      due: [() => settleDue(pool, now()), () => releaseHeldBack(pool, now()), () => courier.deliverDue()],
      log,
      closing,
    });
    const { stopped } = timetable;
    return {
      url: listener.url,
      port: listener.port,
      setWebhook,
      close: async () => {
        closer.abort();
        await listener.close();
        await stopped;
        await courier.settled();
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
      return { kind: "HTML", status: 200, html: await consolePage(sandbox.pool) };
    }
    if (call.segments?.[0] === "__sandbox") return { kind: "ANSWER", answer: await answerControlCall(sandbox, call) };
    return await answerVendorCall(sandbox, call);
  } catch (error) {
    if (!sandbox.closing.aborted) sandbox.log(String(error));
    return { kind: "ANSWER", answer: { status: 500, body: { resultCode: "EBP-Z-0010", message: "Internal error." } } };
  }
}
