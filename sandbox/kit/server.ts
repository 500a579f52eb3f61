/** The life of a running sandbox: opens its database, answers calls, does what is due, and ends in the right order. */
import { openDatabase } from "./database.js";
import { listen, type Answer, type Call, type Delivery } from "./http/http.js";
import type { RequestLog } from "./http/request-log.js";
import type { RunningSandbox, Sandbox, SandboxOptions } from "./sandbox.js";
import { startScheduler, type Schedule } from "./clock/scheduler.js";

/** Description of one vendor's sandbox, beside what all are. */
export interface SandboxDescription<Own extends Sandbox> {
  /** Begins its lines in the log, such as `Some Pay sandbox`. */
  title: string;
  /** See `openDatabase`. */
  tables: string;
  lockNumber: number;
  /** Left out by what nobody calls as a vendor. */
  requestLog?: Pick<RequestLog, "forgetOld">;
  /** Adds what only this vendor's parts share. */
  extend: (sandbox: Sandbox) => Own;
  /** Work that must be done before the first call comes. */
  prepare?: (sandbox: Own) => Promise<void>;
  /** See `startScheduler`. */
  due: (sandbox: Own) => readonly (() => Promise<void>)[];
  ledgerPage: (sandbox: Own) => Promise<string>;
  answerControlCall: (sandbox: Own, call: Call) => Promise<Answer>;
  answerVendorCall: (sandbox: Own, call: Call) => Promise<Delivery>;
  /** For a fault of the sandbox itself. */
  internalError: Answer;
  /** True: what breaks because the sandbox closes stays out of the log; it does not when omitted. */
  quietWhenClosing?: boolean;
  /** Waits for what is still under way when no call and nothing due is any more. */
  settled?: (sandbox: Own) => Promise<void>;
}

/** @returns the running sandbox, and what its parts share */
export async function startSandbox<Own extends Sandbox>(
  options: SandboxOptions,
  description: SandboxDescription<Own>,
): Promise<{ running: RunningSandbox; sandbox: Own }> {
  const { title, tables, lockNumber, requestLog } = description;
  const { now = () => new Date(), log = (line) => console.error(`${title}: ${line}`) } = options;
  const pool = await openDatabase({ databaseUrl: options.databaseUrl, tables, lockNumber });
  const closer = new AbortController();
  const closing = closer.signal;
  let schedule: Schedule | undefined;
  try {
    const sandbox = description.extend({ pool, now, wake: () => schedule?.wake(), log, closing });
    await requestLog?.forgetOld(pool, now());
    await description.prepare?.(sandbox);
    const listener = await listen({
      port: options.port ?? 0,
      host: options.host ?? "127.0.0.1",
      onCall: (call) => answer(description, sandbox, call),
    });
    schedule = startScheduler({ due: description.due(sandbox), log, closing });
    const { stopped } = schedule;
    const close = async (): Promise<void> => {
      closer.abort();
      await listener.close();
      await stopped;
      await description.settled?.(sandbox);
      await pool.end();
    };
    return { running: { url: listener.url, port: listener.port, close }, sandbox };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function answer<Own extends Sandbox>(
  description: SandboxDescription<Own>,
  sandbox: Own,
  call: Call,
): Promise<Delivery> {
  try {
    if (call.method === "GET" && call.path === "/") {
      return { kind: "HTML", status: 200, html: await description.ledgerPage(sandbox) };
    }
    if (call.segments?.[0] === "__sandbox") {
      return { kind: "ANSWER", answer: await description.answerControlCall(sandbox, call) };
    }
    return await description.answerVendorCall(sandbox, call);
  } catch (error) {
    if (!(description.quietWhenClosing && sandbox.closing.aborted)) sandbox.log(String(error));
    return { kind: "ANSWER", answer: description.internalError };
  }
}
