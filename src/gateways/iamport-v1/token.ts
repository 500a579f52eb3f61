/** The access token of i'mport V1: one for the whole process, fetched once however many wait for it, renewed before it ends. */
import { after, type Clock } from "../../clock.js";
import { Secret } from "../../secret.js";
import { found } from "../explanation.js";
import type { Explanation } from "../finding.js";
import type { HttpExchange, HttpRequest, HttpResult } from "../http.js";
import { envelopeSchema, tokenSchema } from "./schemas.js";
import { tokenBody } from "./translate.js";

/**
 * i'mport lengthens a token by five minutes only when asked within its last minute; before that it hands out the same one
 * with the same end. So less than a minute, and enough for a slow request to arrive while it is still good.
 */
export const RENEW_BEFORE_MS = 45_000;

export interface Sent {
  request: HttpRequest;
  result: HttpResult;
}

/** REFUSED: i'mport does not accept our key or secret. UNAVAILABLE: no usable answer; perhaps later. */
export type TokenAnswer =
  { ok: true; token: Secret<string> } | { ok: false; why: "REFUSED" | "UNAVAILABLE"; because: Explanation; sent: Sent };

export interface TokenSource {
  /** The token that is held, or a new one. Never rejects. */
  get(): Promise<TokenAnswer>;
  /** i'mport answered 401 to this token: the next `get` asks for another. Nothing happens when it is no longer the one held. */
  forget(token: Secret<string>): void;
}

export interface TokenOptions {
  baseUrl: string;
  impKey: Secret<string>;
  impSecret: Secret<string>;
  clock: Clock;
  timeoutMs: number;
  http: HttpExchange;
}

interface Held {
  token: Secret<string>;
  renewAt: Date;
  endsAt: Date;
}

export function createTokenSource(options: TokenOptions): TokenSource {
  const { clock } = options;
  let held: Held | null = null;
  let flight: Promise<TokenAnswer> | null = null;

  const renew = async (): Promise<TokenAnswer> => {
    const askedAt = clock.now();
    const sent = await askForToken(options);
    const read = readToken(sent, askedAt);
    if (read.ok) {
      held = read.held;
      return { ok: true, token: read.held.token };
    }
    // The old one is good until its very end.
    if (read.failure.why === "UNAVAILABLE" && held !== null && clock.now() < held.endsAt) {
      return { ok: true, token: held.token };
    }
    return read.failure;
  };

  return {
    get() {
      if (held !== null && clock.now() < held.renewAt) return Promise.resolve({ ok: true, token: held.token });
      flight ??= renew().finally(() => {
        flight = null;
      });
      return flight;
    },
    forget(token) {
      if (held?.token === token) held = null;
    },
  };
}

/** `POST /users/getToken`, as JSON: form bodies are documented too, but have been reported as ignored. */
async function askForToken(options: TokenOptions): Promise<Sent> {
  const request: HttpRequest = {
    method: "POST",
    url: `${options.baseUrl}/users/getToken`,
    headers: {},
    body: tokenBody(options.impKey, options.impSecret),
    timeoutMs: options.timeoutMs,
  };
  const result = await options.http(request);
  // What is kept for an auditor has no body: all of it is credential.
  return { request: { ...request, body: undefined }, result };
}

type Read = { ok: true; held: Held } | { ok: false; failure: Extract<TokenAnswer, { ok: false }> };

function readToken(sent: Sent, askedAt: Date): Read {
  const { result } = sent;
  const failed = (why: "REFUSED" | "UNAVAILABLE", because: Explanation): Read => ({
    ok: false,
    failure: { ok: false, why, because, sent },
  });
  if (result.kind !== "ANSWERED")
    return failed("UNAVAILABLE", found("NOT_SENT", `no token: ${result.message}`, result.code));
  if (result.status === 401) {
    const message = "i'mport does not accept our REST API key and secret";
    return failed("REFUSED", found("CREDENTIAL_REFUSED", message, "TOKEN_REFUSED"));
  }
  const envelope = envelopeSchema.safeParse(result.json);
  const answer = envelope.success && envelope.data.code === 0 ? tokenSchema.safeParse(envelope.data.response) : null;
  if (result.status !== 200 || !answer?.success) {
    const message = `no token: HTTP ${result.status} without a readable one`;
    return failed("UNAVAILABLE", found("NOT_SENT", message, "TOKEN_UNREADABLE"));
  }
  const { access_token, now, expired_at } = answer.data;
  // From the moment we asked, so that a slow answer makes it shorter, not longer.
  const endsAt = after(askedAt, (expired_at - now) * 1000);
  return { ok: true, held: { token: new Secret(access_token), renewAt: after(endsAt, -RENEW_BEFORE_MS), endsAt } };
}
