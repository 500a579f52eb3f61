/** Starts a PortOne V2 sandbox on an empty database of its own, with the vendor's client, raw HTTP and the control API at hand. */
import { randomUUID } from "node:crypto";
import { PaymentClient } from "@portone/server-sdk";
import { PortoneV2Control } from "../../../sandbox/portone-v2/control.js";
import {
  startPortoneV2Sandbox,
  type PortoneV2Sandbox,
  type PortoneV2SandboxOptions,
} from "../../../sandbox/portone-v2/server.js";
import { createEmptyDatabase } from "../../kit/database.js";

export const API_SECRET = "sandbox-api-secret";
export const STORE_ID = "store-test";

export interface RawAnswer {
  status: number;
  body: {
    type?: string;
    message?: string;
    cancellation?: { id: string; status: string; totalAmount: number };
  } & Record<string, unknown>;
}

export interface OpenSandbox {
  sandbox: PortoneV2Sandbox;
  control: PortoneV2Control;
  sdk: PaymentClient;
  databaseUrl: string;
  /** One cancel without the SDK: any body, any headers. */
  cancel(paymentId: string, body: unknown, headers?: Record<string, string>): Promise<RawAnswer>;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<RawAnswer>;
  /** Ends this sandbox and starts another on the same database. */
  restart(options?: Partial<PortoneV2SandboxOptions>): Promise<OpenSandbox>;
  end(): Promise<void>;
}

export async function openSandbox(options: Partial<PortoneV2SandboxOptions> = {}): Promise<OpenSandbox> {
  const database = await createEmptyDatabase();
  return openOn(database, options);
}

type Database = Awaited<ReturnType<typeof createEmptyDatabase>>;

async function openOn(database: Database, options: Partial<PortoneV2SandboxOptions>): Promise<OpenSandbox> {
  const sandbox = await startPortoneV2Sandbox({
    databaseUrl: database.url,
    apiSecret: API_SECRET,
    storeId: STORE_ID,
    ...options,
  });
  const call: OpenSandbox["call"] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${sandbox.url}${path}`, {
      method,
      headers: { authorization: `PortOne ${API_SECRET}`, "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as RawAnswer["body"] };
  };
  return {
    sandbox,
    databaseUrl: database.url,
    control: new PortoneV2Control(sandbox.url),
    sdk: PaymentClient({ secret: API_SECRET, baseUrl: sandbox.url, storeId: STORE_ID }),
    call,
    cancel: (paymentId, body, headers) =>
      call("POST", `/payments/${encodeURIComponent(paymentId)}/cancel`, body, headers),
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

/** An Idempotency-Key header as it stands on the wire, quotes included. */
export const keyHeader = (key: string = randomUUID()): { "idempotency-key": string } => ({
  "idempotency-key": `"${key}"`,
});

/** A clock that only moves when told. */
export function handClock(start = "2026-03-02T01:00:00Z"): { now: () => Date; advance(ms: number): void } {
  let at = Date.parse(start);
  return { now: () => new Date(at), advance: (ms) => void (at += ms) };
}

/** Looks until `found` is true; a test that waits for what never comes fails by its own time limit. */
export async function until(found: () => Promise<boolean>): Promise<void> {
  while (!(await found())) await new Promise((resolve) => setTimeout(resolve, 20));
}
