/** Starts an EBP sandbox on an empty database of its own, with raw signed HTTP and the control API at hand. */
import { createHash } from "node:crypto";
import { EbpControl } from "../../../sandbox/ebp/control.js";
import { startEbpSandbox, type EbpSandbox, type EbpSandboxOptions } from "../../../sandbox/ebp/server.js";
import { createEmptyDatabase } from "../../kit/database.js";

export const ACCESS_KEY = "ebp-access-key-canary";
export const HASH_KEY = "ebp-hash-key-canary";
export const STORE_ID = "STORE-TEST";

interface EbpAnswer {
  status: number;
  /** The answer as it stood on the wire. */
  text: string;
  body: {
    resultCode?: string;
    message?: string;
    requestId?: string;
    timestamp?: string;
    data?: ({ returnRequestId?: string } & Record<string, unknown>) | null;
  } & Record<string, unknown>;
}

type Headers = Record<string, string>;

export interface OpenEbp {
  sandbox: EbpSandbox;
  control: EbpControl;
  databaseUrl: string;
  /** A signed POST; `body` that is a string is sent as it is. Headers set to "" are left out. */
  post(path: string, body: unknown, headers?: Headers): Promise<EbpAnswer>;
  cancel(body: unknown, headers?: Headers): Promise<EbpAnswer>;
  detail(orderNo: string): Promise<EbpAnswer>;
  /** Ends this sandbox and starts another on the same database. */
  restart(options?: Partial<EbpSandboxOptions>): Promise<OpenEbp>;
  end(): Promise<void>;
}

export async function openEbp(options: Partial<EbpSandboxOptions> = {}): Promise<OpenEbp> {
  return openOn(await createEmptyDatabase(), options);
}

type Database = Awaited<ReturnType<typeof createEmptyDatabase>>;

async function openOn(database: Database, options: Partial<EbpSandboxOptions>): Promise<OpenEbp> {
  const credentials = { accessKey: ACCESS_KEY, hashKey: HASH_KEY, storeId: STORE_ID };
  const sandbox = await startEbpSandbox({ databaseUrl: database.url, ...credentials, ...options });
  const post: OpenEbp["post"] = async (path, body, headers = {}) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(`${sandbox.url}${path}`, {
      method: "POST",
      headers: headersFor(text, headers),
      body: text,
    });
    const answer = await response.text();
    return { status: response.status, text: answer, body: JSON.parse(answer) as EbpAnswer["body"] };
  };
  return {
    sandbox,
    databaseUrl: database.url,
    control: new EbpControl(sandbox.url),
    post,
    cancel: (body, headers) => post("/api/v2/payment/cancel", body, headers),
    detail: (orderNo) => post("/api/v2/payment/detail", { orderNo }),
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

/** Every mandatory header; `changed` replaces, and with "" leaves out. */
export function headersFor(body: string, changed: Headers = {}): Headers {
  const all: Headers = {
    "content-type": "application/json; charset=utf-8",
    accept: "application/json",
    "x-access-key": ACCESS_KEY,
    "x-ebp-signature": createHash("sha256").update(`${body}${HASH_KEY}`).digest("hex"),
    "x-division-code": "DIV",
    "x-store-id": STORE_ID,
    "x-channel-code": "CH",
    "x-ric-code": "KIC",
    "x-country-code": "KR",
    "x-currency-code": "KRW",
    ...changed,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}

/** A cancel of one line, by amount. */
export const cut = (orderNo: string, amount: number) => ({
  orderNo,
  totalCancelAmount: amount,
  items: [{ seq: 1, itemType: "PHYSICAL", itemId: "P001", quantity: 1, amount, taxAmount: 0 }],
});
