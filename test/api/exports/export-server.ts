/** A whole server on a test service's database, asked for exports over real HTTP. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import type { Role, Scope } from "../../../src/access/permission.js";
import { startApp, type App } from "../../../src/app.js";
import { readConfig } from "../../../src/config.js";
import { createLogger } from "../../../src/telemetry/logger.js";
import type { HandClock } from "../../kit/clock.js";
import { UNLIMITED } from "../../server/open-app.js";

interface Sent {
  /** A role, a token, or nobody. */
  by?: string | null;
  language?: "ko" | "en";
  signal?: AbortSignal;
}

export interface ExportServer {
  app: App;
  lines: string[];
  token(role: Role, more?: { scopes?: Scope[]; expiresIn?: number }): Promise<string>;
  post(name: string, body: unknown, sent?: Sent): Promise<Response>;
  /** The rows of an export that must succeed, header first. */
  table(name: string, body: unknown, sent?: Sent): Promise<string[][]>;
  close(): Promise<void>;
}

const isToken = (by: string): boolean => by.includes(".");

export async function openExportServer(
  { databaseUrl, clock }: { databaseUrl: string; clock: HandClock },
  environment: Record<string, string> = {},
): Promise<ExportServer> {
  const folder = mkdtempSync(join(tmpdir(), "hwanbul-exports-"));
  const lines: string[] = [];
  const log = createLogger({ level: "info", destination: { write: (line) => void lines.push(line) } });
  const config = readConfig({
    NODE_ENV: "test",
    PORT: "0",
    ROLE: "api",
    DATABASE_URL: databaseUrl,
    DATA_DIRECTORY: folder,
    PORTONE_V2_BASE_URL: "http://127.0.0.1:9",
    ...UNLIMITED,
    ...environment,
  });
  const app = await startApp(config, { clock, log });
  const { issuer } = app;
  if (!issuer) throw new Error("no development issuer here");
  const token: ExportServer["token"] = (role, more = {}) =>
    issuer.issue({ subject: `${role}@exports`, roles: [role], ...more });
  const post: ExportServer["post"] = async (name, body, { by = "refund-operator", language = "ko", signal } = {}) =>
    fetch(`${app.url}/exports/${name}.csv`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "accept-language": language,
        ...(by !== null && { authorization: `Bearer ${isToken(by) ? by : await token(by as Role)}` }),
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
      ...(signal && { signal }),
    });
  return {
    app,
    lines,
    token,
    post,
    async table(name, body, sent) {
      const response = await post(name, body, sent);
      const text = await response.text();
      if (response.status !== 200) throw new Error(`answered ${response.status}: ${text}`);
      return parse(text, { bom: true, relax_column_count: true });
    },
    async close() {
      await app.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The values below a header, by the header's text. */
export function column(table: readonly string[][], header: string): string[] {
  const [headers = [], ...rows] = table;
  const index = headers.indexOf(header);
  if (index === -1) throw new Error(`no column ${header} in ${headers.join(", ")}`);
  return rows.map((row) => row[index] ?? "");
}
