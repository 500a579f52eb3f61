/** Starts an i'mport V1 sandbox on an empty database of its own, with raw HTTP, a token and the control API at hand. */
import { IamportV1Control } from "../../../sandbox/iamport-v1/control.js";
import {
  startIamportV1Sandbox,
  type IamportV1Sandbox,
  type IamportV1SandboxOptions,
} from "../../../sandbox/iamport-v1/server.js";
import { createEmptyDatabase } from "../../kit/database.js";

export const IMP_KEY = "imp_test_key";
export const IMP_SECRET = "imp_test_secret_0123456789";

interface CancelHistoryItem {
  pg_tid: string;
  amount: number;
  cancelled_at: number;
  reason: string;
  cancellation_id: string;
}

/** What the tests read of the vendor's `<Payment>`. */
export interface PaymentView {
  imp_uid: string;
  merchant_uid: string;
  status: string;
  amount: number;
  cancel_amount: number;
  cancelled_at: number;
  cancel_history: CancelHistoryItem[];
}

interface RawAnswer {
  status: number;
  body: { code: number; message: string | null; response: PaymentView | null };
}

export interface OpenIamport {
  sandbox: IamportV1Sandbox;
  control: IamportV1Control;
  databaseUrl: string;
  /** A fresh token in every call: the clock may have run past the last one. */
  token(): Promise<string>;
  cancel(fields: Record<string, unknown>): Promise<RawAnswer>;
  get(path: string): Promise<RawAnswer>;
  /** Any body (text is sent as it is), any headers, and no token unless given. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<RawAnswer>;
  /** Ends this sandbox and starts another on the same database. */
  restart(options?: Partial<IamportV1SandboxOptions>): Promise<OpenIamport>;
  end(): Promise<void>;
}

export async function openIamport(options: Partial<IamportV1SandboxOptions> = {}): Promise<OpenIamport> {
  return openOn(await createEmptyDatabase(), options);
}

type Database = Awaited<ReturnType<typeof createEmptyDatabase>>;

async function openOn(database: Database, options: Partial<IamportV1SandboxOptions>): Promise<OpenIamport> {
  const sandbox = await startIamportV1Sandbox({
    databaseUrl: database.url,
    impKey: IMP_KEY,
    impSecret: IMP_SECRET,
    ...options,
  });
  const call: OpenIamport["call"] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${sandbox.url}${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as RawAnswer["body"] };
  };
  const token = async (): Promise<string> => {
    const { body } = await call("POST", "/users/getToken", { imp_key: IMP_KEY, imp_secret: IMP_SECRET });
    return (body.response as unknown as { access_token: string }).access_token;
  };
  return {
    sandbox,
    databaseUrl: database.url,
    control: new IamportV1Control(sandbox.url),
    token,
    call,
    cancel: async (fields) => call("POST", "/payments/cancel", fields, { authorization: await token() }),
    get: async (path) => call("GET", path, undefined, { authorization: `Bearer ${await token()}` }),
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
