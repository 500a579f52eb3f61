/** Starts the Toss Pay sandbox: a pretend gateway over real HTTP with a durable ledger, knowing only the vendor's documents. */
import type { RunningSandbox } from "../kit/sandbox.js";
import { startSandbox } from "../kit/server.js";
import { ledgerPage } from "./ledger-page.js";
import { INTERNAL_ERROR } from "./refusal.js";
import { LEDGER } from "./ledger.js";
import { answerControlCall } from "./routes/control.js";
import { answerVendorCall } from "./routes/vendor.js";
import type { Sandbox, TossPaySandboxOptions } from "./sandbox.js";
import { changeShop } from "./shop.js";
import { REQUEST_LOG, TABLES, TABLES_LOCK } from "./tables.js";

export type { TossPaySandboxOptions } from "./sandbox.js";
export type TossPaySandbox = RunningSandbox;

export async function startTossPaySandbox(options: TossPaySandboxOptions): Promise<TossPaySandbox> {
  const { apiKey, dailyRefundLimit } = options;
  if (apiKey === "") throw new Error("the Toss Pay sandbox needs an apiKey");
  const { running } = await startSandbox<Sandbox>(options, {
    title: "Toss Pay sandbox",
    tables: TABLES,
    lockNumber: TABLES_LOCK,
    requestLog: REQUEST_LOG,
    extend: (sandbox) => ({ ...sandbox, apiKey }),
    prepare: async ({ pool }) => {
      if (dailyRefundLimit !== undefined) await changeShop(pool, { dailyRefundLimit });
    },
    due: (sandbox) => [() => LEDGER.settleDue(sandbox)],
    ledgerPage: ({ pool, now }) => ledgerPage(pool, now()),
    answerControlCall,
    answerVendorCall,
    internalError: INTERNAL_ERROR,
  });
  return running;
}
