/** Starts the i'mport (PortOne V1) sandbox: a pretend gateway over real HTTP with a durable ledger, knowing only the vendor's documents. */
import { Courier } from "../courier.js";
import { openDatabase } from "../database.js";
import { listen, type Call, type Delivery } from "../http.js";
import { startTimetable, type Timetable } from "../timetable.js";
import { consolePage } from "./console.js";
import { mannerWith, ONE_ATTEMPT, OUTBOX_OF_COURIER, styleOf, type WebhookTarget } from "./courier.js";
import { FAULTS } from "./fault.js";
import { REQUEST_LOG } from "./request-log.js";
import { answerControlCall } from "./routes/control.js";
import { answerVendorCall } from "./routes/vendor.js";
import type { Sandbox } from "./sandbox.js";
import { settleDue } from "./settle-due.js";
import { TABLES, TABLES_LOCK } from "./tables.js";

export interface IamportV1SandboxOptions {
  /** A database of its own; the sandbox keeps its tables in the schema `iamport_v1`. One running sandbox per database. */
  databaseUrl: string;
  /** 0 (the default) takes a free port. */
  port?: number;
  host?: "127.0.0.1";
  /** REST API key and secret, as POST /users/getToken takes them. */
  impKey: string;
  impSecret: string;
  /** Where webhooks go and in which form; they wait while there is none. */
  webhook?: WebhookTarget;
  /** Business time, for tests that move it. */
  now?: () => Date;
  /** Time before each try of a webhook; one attempt by default, `OPT_IN_RETRY_WAITS_MS` for a shop that asked for more. */
  retryWaitsMs?: readonly number[];
  /** Told of trouble such as a lost database connection, one line each; the error output by default. */
  log?: (line: string) => void;
}

export interface IamportV1Sandbox {
  url: string;
  port: number;
  setWebhook(target: WebhookTarget | null): void;
  /** Cuts connections and ends; what was due stays due for the next start on the same database. */
  close(): Promise<void>;
}

export async function startIamportV1Sandbox(options: IamportV1SandboxOptions): Promise<IamportV1Sandbox> {
  const wallClock = (): Date => new Date();
  const now = options.now ?? wallClock;
  const { impKey, impSecret, log = (line) => console.error(`i'mport V1 sandbox: ${line}`) } = options;
  const pool = await openDatabase({ databaseUrl: options.databaseUrl, tables: TABLES, lockNumber: TABLES_LOCK });
  const closer = new AbortController();
  const closing = closer.signal;
  let timetable: Timetable | undefined;
  const wake = (): void => timetable?.wake();
  const courier = new Courier({
    pool,
    outbox: OUTBOX_OF_COURIER,
    takeFault: (paymentId) => FAULTS.takeForWebhook(pool, paymentId),
    manner: mannerWith(options.retryWaitsMs ?? ONE_ATTEMPT),
    now,
    wallClock,
    closing,
    onDelivered: wake,
  });
  let style = styleOf(null);
  const setWebhook = (target: WebhookTarget | null): void => {
    // Without a target what happens is still written, in the form the last one had.
    if (target) style = styleOf(target);
    courier.setTarget(target);
    wake();
  };
  const webhookStyle = () => style;
  const sandbox: Sandbox = { pool, impKey, impSecret, now, courier, setWebhook, webhookStyle, wake, log, closing };
  try {
    await REQUEST_LOG.forgetOld(pool, now());
    setWebhook(options.webhook ?? null);
    const listener = await listen({
      port: options.port ?? 0,
      host: options.host ?? "127.0.0.1",
      onCall: (call) => answer(sandbox, call),
    });
    timetable = startTimetable({ due: [() => settleDue(pool, sandbox), () => courier.deliverDue()], log, closing });
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
    sandbox.log(String(error));
    return { kind: "ANSWER", answer: { status: 500, body: { message: "Internal error." } } };
  }
}
