/** The i'mport V1 endpoints we call with a token, over plain HTTP, each call within one span of time. */
import type { Secret } from "../../secret.js";
import type { HttpExchange, HttpRequest } from "../http.js";
import type { Sent, TokenAnswer, TokenSource } from "./token.js";
import { authorization, merchantUidPath, paymentPath, type CancelBody } from "./translate.js";

export interface Connection {
  /** Without a trailing slash; production is https://api.iamport.kr. */
  baseUrl: string;
  tokens: TokenSource;
  http: HttpExchange;
}

/** The call itself with its answer, or why no token could be had, in which case it was not sent. */
export type Called = { ok: true; sent: Sent } | Extract<TokenAnswer, { ok: false }>;

/** `POST /payments/cancel`. */
export const postCancel = (connection: Connection, call: { body: CancelBody; timeoutMs: number }): Promise<Called> =>
  withToken(connection, call.timeoutMs, {
    method: "POST",
    url: `${connection.baseUrl}/payments/cancel`,
    body: call.body,
    crashPoints: true,
  });

/** `GET /payments/{imp_uid}?include_sandbox=true`. */
export const getPayment = (
  connection: Connection,
  call: { gatewayPaymentId: string; timeoutMs: number },
): Promise<Called> =>
  withToken(connection, call.timeoutMs, {
    method: "GET",
    url: `${connection.baseUrl}${paymentPath(call.gatewayPaymentId)}`,
  });

/** `GET /payments/findAll/{merchant_uid}`. */
export const getPaymentsOf = (
  connection: Connection,
  call: { merchantUid: string; timeoutMs: number },
): Promise<Called> =>
  withToken(connection, call.timeoutMs, {
    method: "GET",
    url: `${connection.baseUrl}${merchantUidPath(call.merchantUid)}`,
  });

/**
 * Sends with the token, and once more with a new one when it is answered 401: such an answer means that nothing was done.
 * Fetching tokens and both sends share `totalMs`, which an attempt's lease is made for; a 401 that took more than half of
 * it is not repeated.
 */
async function withToken(
  { tokens, http }: Connection,
  totalMs: number,
  request: Omit<HttpRequest, "headers" | "timeoutMs">,
): Promise<Called> {
  const started = performance.now();
  const leftMs = (): number => Math.max(1, Math.round(totalMs - (performance.now() - started)));
  const send = async (token: Secret<string>): Promise<Sent> => {
    const signed = { ...request, headers: { authorization: authorization(token) }, timeoutMs: leftMs() };
    return { request: signed, result: await http(signed) };
  };

  const first = await tokens.get();
  if (!first.ok) return first;
  const sent = await send(first.token);
  if (sent.result.kind !== "ANSWERED" || sent.result.status !== 401) return { ok: true, sent };
  tokens.forget(first.token);
  if (leftMs() < totalMs / 2) return { ok: true, sent };
  const second = await tokens.get();
  return second.ok ? { ok: true, sent: await send(second.token) } : second;
}
