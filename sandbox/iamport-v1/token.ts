/** Access tokens: half an hour long, and the same one again for whoever asks before it ends. */
import { createHmac } from "node:crypto";
import { z } from "zod";
import { inTransaction, type Queryable, type Tx } from "../kit/database.js";
import { hashOf, sameText } from "../kit/http/credential.js";
import type { Answer } from "../kit/http/http.js";
import type { Fields } from "./body.js";
import { missingKey, unauthorized, wrongKey } from "./refusal.js";
import type { Sandbox } from "./sandbox.js";

/** Source of the three: the vendor's V1 authentication guide. */
const LIFETIME_MS = 30 * 60_000;
/** Asked for with less than this left, the token lives longer. */
const NEARLY_OVER_MS = 60_000;
const EXTENSION_MS = 5 * 60_000;
/** The vendor's tokens are 40 hexadecimal digits. */
const TOKEN_LENGTH = 40;

const CREDENTIAL = z.object({ imp_key: z.string().min(1), imp_secret: z.string().min(1) });

interface Token {
  no: number;
  hash: string;
  expires_at: Date;
}

/** POST /users/getToken. @throws Refusal 400 when a parameter is missing, 401 when the key is wrong. */
export async function getToken(sandbox: Sandbox, fields: Fields): Promise<Answer> {
  const credential = CREDENTIAL.safeParse(fields);
  if (!credential.success) throw missingKey();
  const { imp_key, imp_secret } = credential.data;
  if (!sameText(imp_key, sandbox.impKey) || !sameText(imp_secret, sandbox.impSecret)) throw wrongKey();
  const now = sandbox.now();
  const token = await inTransaction(sandbox.pool, (tx) => liveToken(tx, sandbox.impSecret, now));
  const response = {
    access_token: tokenText(token.no, sandbox.impSecret),
    now: unixSeconds(now),
    expired_at: unixSeconds(token.expires_at),
  };
  return { status: 200, body: { code: 0, message: null, response } };
}

/** Accepts the raw token and `Bearer <token>`. @throws Refusal 401 */
export async function authenticate(sandbox: Sandbox, authorization: string | undefined): Promise<void> {
  const token = (authorization ?? "").replace(/^Bearer /i, "");
  const { rowCount } = await sandbox.pool.query("SELECT 1 FROM iamport_v1.token WHERE hash = $1 AND expires_at > $2", [
    hashOf(token),
    sandbox.now(),
  ]);
  if (rowCount !== 1) throw unauthorized();
}

/** Ends every token at once, as if its time had run out. */
export async function expireTokens(db: Queryable): Promise<void> {
  await db.query("DELETE FROM iamport_v1.token");
}

/** One caller after the other: two that ask at once get the same token. */
async function liveToken(tx: Tx, secret: string, now: Date): Promise<Token> {
  await tx.query("LOCK TABLE iamport_v1.token IN EXCLUSIVE MODE");
  await tx.query("DELETE FROM iamport_v1.token WHERE expires_at <= $1", [now]);
  const { rows } = await tx.query<Token>("SELECT * FROM iamport_v1.token ORDER BY no DESC LIMIT 1");
  const [latest] = rows;
  // With another secret than before the old token cannot be told again.
  if (!latest || latest.hash !== hashOf(tokenText(latest.no, secret))) return newToken(tx, secret, now);
  if (latest.expires_at.getTime() - now.getTime() >= NEARLY_OVER_MS) return latest;
  const longer = new Date(latest.expires_at.getTime() + EXTENSION_MS);
  await tx.query("UPDATE iamport_v1.token SET expires_at = $2 WHERE no = $1", [latest.no, longer]);
  return { ...latest, expires_at: longer };
}

async function newToken(tx: Tx, secret: string, now: Date): Promise<Token> {
  const expires_at = new Date(now.getTime() + LIFETIME_MS);
  const { rows } = await tx.query<{ no: number }>(
    "INSERT INTO iamport_v1.token (expires_at) VALUES ($1) RETURNING no",
    [expires_at],
  );
  const no = rows[0]?.no ?? 0;
  const hash = hashOf(tokenText(no, secret));
  await tx.query("UPDATE iamport_v1.token SET hash = $2 WHERE no = $1", [no, hash]);
  return { no, hash, expires_at };
}

const tokenText = (no: number, secret: string): string =>
  createHmac("sha256", secret).update(`token ${no}`).digest("hex").slice(0, TOKEN_LENGTH);

export const unixSeconds = (moment: Date): number => Math.floor(moment.getTime() / 1000);
