/** Authentication of callers by the API secret, or a token bought with it. Tokens are kept as hashes, so they survive a restart. */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { hashOf, sameText } from "../kit/http/credential.js";
import type { Answer } from "../kit/http/http.js";
import { read } from "./cancel-request.js";
import { inTransaction, type Queryable, type Tx } from "../kit/database.js";
import { Refusal } from "./refusal.js";
import type { Sandbox } from "./sandbox.js";

const ACCESS_LIFETIME_MS = 30 * 60 * 1000;
const REFRESH_LIFETIME_MS = 24 * 60 * 60 * 1000;

const LOGIN = z.object({ apiSecret: z.string() });
const REFRESH = z.object({ refreshToken: z.string() });

const unauthorized = (): Refusal => new Refusal("UNAUTHORIZED", "The credential is not valid.");

/** @throws Refusal UNAUTHORIZED */
export async function authenticate(sandbox: Sandbox, authorization: string | undefined): Promise<void> {
  const [scheme, credential, more] = (authorization ?? "").split(" ");
  if (!credential || more !== undefined) throw unauthorized();
  if (scheme === "PortOne" && sameText(credential, sandbox.apiSecret)) return;
  if (scheme === "Bearer" && (await isLive(sandbox.pool, "access", credential, sandbox.now()))) return;
  throw unauthorized();
}

/** A payment belongs to one store; a caller may name it, and no other. @throws Refusal FORBIDDEN */
export function checkStore(sandbox: Sandbox, storeId: string | null | undefined): void {
  if (storeId && storeId !== sandbox.storeId)
    throw new Refusal("FORBIDDEN", "The credential has no access to this store.");
}

export async function logIn(sandbox: Sandbox, body: string | null): Promise<Answer> {
  const { apiSecret } = read(LOGIN, body);
  if (!sameText(apiSecret, sandbox.apiSecret)) throw unauthorized();
  return inTransaction(sandbox.pool, (tx) => issueTokens(tx, sandbox.now()));
}

export async function refresh(sandbox: Sandbox, body: string | null): Promise<Answer> {
  const { refreshToken } = read(REFRESH, body);
  return inTransaction(sandbox.pool, async (tx) => {
    if (!(await isLive(tx, "refresh", refreshToken, sandbox.now()))) throw unauthorized();
    return issueTokens(tx, sandbox.now());
  });
}

/** A new pair ends every earlier refresh token at once; access tokens run out by themselves. */
async function issueTokens(tx: Tx, now: Date): Promise<Answer> {
  await tx.query("DELETE FROM portone_v2.token WHERE kind = 'refresh' OR expires_at <= $1", [now]);
  const accessToken = await issue(tx, "access", new Date(now.getTime() + ACCESS_LIFETIME_MS));
  const refreshToken = await issue(tx, "refresh", new Date(now.getTime() + REFRESH_LIFETIME_MS));
  return { status: 200, body: { accessToken, refreshToken } };
}

async function issue(tx: Tx, kind: "access" | "refresh", expiresAt: Date): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await tx.query("INSERT INTO portone_v2.token (hash, kind, expires_at) VALUES ($1, $2, $3)", [
    hashOf(token),
    kind,
    expiresAt,
  ]);
  return token;
}

async function isLive(db: Queryable, kind: "access" | "refresh", token: string, now: Date): Promise<boolean> {
  const { rowCount } = await db.query(
    "SELECT 1 FROM portone_v2.token WHERE hash = $1 AND kind = $2 AND expires_at > $3",
    [hashOf(token), kind, now],
  );
  return rowCount === 1;
}
