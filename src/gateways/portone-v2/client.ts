/**
 * The two PortOne V2 endpoints we call, over plain HTTP. Not through PortOne's SDK: version 0.19.0 cannot send an
 * `Idempotency-Key`, has no timeout, hides the HTTP status and throws a SyntaxError for an HTML answer.
 */
import type { Secret } from "../../secret.js";
import type { HttpExchange, HttpRequest, HttpResult } from "../http.js";
import { authorization, paymentPath, type CancelRequest } from "./translate.js";

export interface Connection {
  /** Without a trailing slash; production is https://api.portone.io. */
  baseUrl: string;
  apiSecret: Secret<string>;
  storeId: string;
  http: HttpExchange;
}

export interface Sent {
  request: HttpRequest;
  result: HttpResult;
}

/** `POST /payments/{paymentId}/cancel`. */
export function postCancel(connection: Connection, call: CancelRequest & { timeoutMs: number }): Promise<Sent> {
  return send(connection, {
    method: "POST",
    url: `${connection.baseUrl}${call.path}`,
    headers: { authorization: authorization(connection.apiSecret), "idempotency-key": call.idempotencyKey },
    body: call.body,
    timeoutMs: call.timeoutMs,
    crashPoints: true,
  });
}

/** `GET /payments/{paymentId}?storeId=`. */
export function getPayment(connection: Connection, call: { paymentId: string; timeoutMs: number }): Promise<Sent> {
  return send(connection, {
    method: "GET",
    url: `${connection.baseUrl}${paymentPath(call.paymentId)}?storeId=${encodeURIComponent(connection.storeId)}`,
    headers: { authorization: authorization(connection.apiSecret) },
    timeoutMs: call.timeoutMs,
  });
}

const send = async (connection: Connection, request: HttpRequest): Promise<Sent> => ({
  request,
  result: await connection.http(request),
});
