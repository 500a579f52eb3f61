/** Starts a Toss Pay sandbox on an empty database of its own, with raw HTTP and the control API at hand. */
import { randomUUID } from "node:crypto";
import { TossPayControl, type PaymentFacts } from "../../../sandbox/toss-pay/control.js";
import {
  startTossPaySandbox,
  type TossPaySandbox,
  type TossPaySandboxOptions,
} from "../../../sandbox/toss-pay/server.js";
import { createEmptyDatabase } from "../../kit/database.js";

export const API_KEY = "sk_test_sandbox-canary-5d1f";

interface TossAnswer {
  status: number;
  body: {
    code?: number;
    errorCode?: string;
    msg?: string;
    transactionId?: string;
    payStatus?: string;
    refundableAmount?: number;
  } & Record<string, unknown>;
}

export interface OpenTossPay {
  sandbox: TossPaySandbox;
  control: TossPayControl;
  databaseUrl: string;
  /** A fresh paid payment of 10,000; returns its payToken. */
  paid(facts?: Partial<PaymentFacts>): Promise<string>;
  /** One refund with a number of its own unless given. */
  refund(payToken: string, parameters?: Record<string, unknown>): Promise<TossAnswer>;
  status(parameters: Record<string, unknown>): Promise<TossAnswer>;
  /** Any body, sent as it is when it is a text. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<TossAnswer>;
  /** Ends this sandbox and starts another on the same database. */
  restart(options?: Partial<TossPaySandboxOptions>): Promise<OpenTossPay>;
  end(): Promise<void>;
}

export async function openTossPay(options: Partial<TossPaySandboxOptions> = {}): Promise<OpenTossPay> {
  return openOn(await createEmptyDatabase(), options);
}

type Database = Awaited<ReturnType<typeof createEmptyDatabase>>;

async function openOn(database: Database, options: Partial<TossPaySandboxOptions>): Promise<OpenTossPay> {
  const sandbox = await startTossPaySandbox({ databaseUrl: database.url, apiKey: API_KEY, ...options });
  const control = new TossPayControl(sandbox.url);
  const post: OpenTossPay["post"] = async (path, body, headers = { "content-type": "application/json" }) => {
    const response = await fetch(`${sandbox.url}${path}`, {
      method: "POST",
      headers,
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as TossAnswer["body"] };
  };
  return {
    sandbox,
    control,
    databaseUrl: database.url,
    paid: async (facts = {}) => {
      const id = randomUUID().slice(0, 30);
      return (await control.createPayment({ id, amount: { total: 10_000 }, ...facts })).id;
    },
    refund: (payToken, parameters = {}) =>
      post("/api/v2/refunds", { apiKey: API_KEY, payToken, refundNo: randomUUID(), ...parameters }),
    status: (parameters) => post("/api/v2/status", { apiKey: API_KEY, ...parameters }),
    post,
    restart: async (changed = {}) => {
      await sandbox.close();
      return openOn(database, { ...options, ...changed });
    },
    end: async () => {
      await sandbox.close();
      await database.drop();
    },
  };
}

/** A business failure as the vendor answers it. */
export const failed = (errorCode: string, status = 200): { status: number; body: object } => ({
  status,
  body: { code: -1, errorCode, msg: expect.any(String) as string },
});
