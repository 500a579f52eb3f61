/** A whole server of this process on a database of its own, asked over real HTTP and WebSocket. No gateway stands behind it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient, type Client } from "graphql-ws";
import { WebSocket } from "ws";
import type { TokenRequest } from "../../src/access/development-issuer.js";
import { startApp, type App, type Overrides } from "../../src/app.js";
import { readConfig } from "../../src/config.js";
import { createLogger } from "../../src/telemetry/logger.js";
import { createMigratedDatabase } from "../kit/database.js";

export const WEBHOOK_SECRET = `whsec_${Buffer.from("hwanbul-test-webhook-secret-0001").toString("base64")}`;

/** For tests that send more from one address, or as one subject, than any real caller. */
export const UNLIMITED: Record<string, string> = {
  RATE_LIMIT_PER_SUBJECT: "0",
  RATE_LIMIT_PER_ADDRESS: "0",
  RATE_LIMIT_FAILED_TOKENS: "0",
  RATE_LIMIT_UPGRADES: "0",
  RATE_LIMIT_REFUSED_WEBHOOKS: "0",
  RATE_LIMIT_WEBHOOK_HINTS: "0",
};

export interface Body {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions: { code: string; reason?: string; errorId?: string } }[];
}

export interface OpenApp {
  app: App;
  databaseUrl: string;
  /** Where the development issuer keeps its key. */
  dataDirectory: string;
  /** Every log line so far. */
  lines: string[];
  token(request?: Partial<TokenRequest>): Promise<string>;
  rows<T>(sql: string, values?: unknown[]): Promise<T[]>;
  /** `POST /graphql` with a JSON body, or with text as it stands. */
  post(body: unknown, headers?: Record<string, string>): Promise<{ status: number; headers: Headers; body: Body }>;
  client(connectionParams: Record<string, unknown> | undefined): Client;
  close(): Promise<void>;
}

export async function openApp(
  environment: Record<string, string> = {},
  overrides: Omit<Overrides, "log"> = {},
): Promise<OpenApp> {
  const database = await createMigratedDatabase();
  const folder = mkdtempSync(join(tmpdir(), "hwanbul-app-"));
  const lines: string[] = [];
  const config = readConfig({
    NODE_ENV: "test",
    PORT: "0",
    ROLE: "api",
    DATABASE_URL: database.url,
    DATA_DIRECTORY: folder,
    EVENT_POLL_MS: "50",
    // Nobody answers there.
    PORTONE_V2_BASE_URL: "http://127.0.0.1:9",
    PORTONE_V2_WEBHOOK_SECRETS: WEBHOOK_SECRET,
    ...environment,
  });
  const log = createLogger({ level: "info", destination: { write: (line) => void lines.push(line) } });
  const app = await startApp(config, { ...overrides, log });
  const clients: Client[] = [];
  return {
    app,
    databaseUrl: database.url,
    dataDirectory: folder,
    lines,
    token: (request = {}) => {
      if (!app.issuer) throw new Error("no development issuer here");
      return app.issuer.issue({ subject: "kim.operator", roles: ["refund-operator"], ...request });
    },
    rows: (sql, values = []) => app.refundContext.root.fork().execute(sql, values),
    async post(body, headers = {}) {
      const response = await fetch(`${app.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
      return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
    },
    client(connectionParams) {
      const client = createClient({
        url: `${app.url.replace("http", "ws")}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams,
        retryAttempts: 0,
        lazy: true,
      });
      clients.push(client);
      return client;
    },
    async close() {
      for (const client of clients) await client.dispose();
      await app.stop();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What one operation over a socket ends with: its results, its errors, or how the socket was closed. */
export type SocketAnswer =
  | { kind: "RESULTS"; results: unknown[] }
  | { kind: "ERRORS"; errors: NonNullable<Body["errors"]> }
  | { kind: "CLOSED"; code: number; reason: string };

export function overSocket(
  client: Client,
  operation: { query: string; variables?: Record<string, unknown> },
): Promise<SocketAnswer> {
  return new Promise((resolve) => {
    const results: unknown[] = [];
    client.subscribe(operation, {
      next: (result) => void results.push(result),
      complete: () => resolve({ kind: "RESULTS", results }),
      error: (error) => {
        if (Array.isArray(error)) return resolve({ kind: "ERRORS", errors: error as NonNullable<Body["errors"]> });
        const { code = 0, reason = String(error) } = error as { code?: number; reason?: string };
        resolve({ kind: "CLOSED", code, reason });
      },
    });
  });
}

const initialised = (url: string, authorization: string): WebSocket => {
  const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
  socket.once("open", () => socket.send(JSON.stringify({ type: "connection_init", payload: { authorization } })));
  return socket;
};

/** A socket that has said who it is and been taken. */
export function connected(url: string, authorization: string): Promise<WebSocket> {
  const socket = initialised(url, authorization);
  return new Promise((resolve, reject) => {
    socket.once("message", () => resolve(socket));
    socket.once("close", (code) => reject(new Error(`closed with ${code}`)));
  });
}

/** The code a socket is closed with that only waits. */
export const closeCode = (url: string, authorization: string): Promise<number> =>
  new Promise((resolve) => initialised(url, authorization).once("close", resolve));

/** The code a good socket is closed with after it has sent this. */
export async function codeAfter(url: string, authorization: string, frame: string): Promise<number> {
  const socket = await connected(url, authorization);
  return new Promise((resolve) => {
    socket.once("close", resolve);
    socket.send(frame);
  });
}

/** Waits until something holds; a test that waits in vain fails by its own time limit. */
export async function eventually(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await sleep(20);
}
