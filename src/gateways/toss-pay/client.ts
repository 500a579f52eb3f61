/** The two Toss Pay endpoints we call. The key travels in the body; no answer is passed on that quotes it. */
import type { Secret } from "../../secret.js";
import type { HttpExchange, HttpRequest, HttpResult } from "../http.js";
import { withoutKey, type RefundBody, type StatusBody } from "./translate.js";

export interface Connection {
  /** Without a trailing slash; production is https://pay.toss.im. */
  baseUrl: string;
  apiKey: Secret<string>;
  http: HttpExchange;
}

export interface Sent {
  request: HttpRequest;
  result: HttpResult;
}

export const REFUND_PATH = "/api/v2/refunds";
export const STATUS_PATH = "/api/v2/status";

export const postRefund = (connection: Connection, body: RefundBody, timeoutMs: number): Promise<Sent> =>
  send(connection, { ...post(connection, REFUND_PATH, body, timeoutMs), crashPoints: true });

/** A POST that changes nothing. */
export const postStatus = (connection: Connection, body: StatusBody, timeoutMs: number): Promise<Sent> =>
  send(connection, post(connection, STATUS_PATH, body, timeoutMs));

const post = ({ baseUrl }: Connection, path: string, body: object, timeoutMs: number): HttpRequest => ({
  method: "POST",
  url: `${baseUrl}${path}`,
  headers: {},
  body,
  timeoutMs,
});

const send = async (connection: Connection, request: HttpRequest): Promise<Sent> => ({
  request,
  result: withoutKey(await connection.http(request), connection.apiKey),
});
