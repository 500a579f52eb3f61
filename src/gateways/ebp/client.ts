/** The two EBP endpoints we call. Both are POSTs, signed over the very bytes that are sent. */
import type { HttpExchange, HttpRequest, HttpResult } from "../http.js";
import { headersFor, type CancelBody, type EbpContext, type EbpCredentials } from "./translate.js";

export const CANCEL_PATH = "/api/v2/payment/cancel";
export const DETAIL_PATH = "/api/v2/payment/detail";

export interface Connection {
  /** Without a trailing slash. */
  baseUrl: string;
  credentials: EbpCredentials;
  context: EbpContext;
  http: HttpExchange;
}

export interface Sent {
  request: HttpRequest;
  result: HttpResult;
}

/** `POST /api/v2/payment/cancel` (EBP_API_232). */
export const postCancel = (connection: Connection, call: { body: CancelBody; timeoutMs: number }): Promise<Sent> =>
  post(connection, CANCEL_PATH, call.body, { timeoutMs: call.timeoutMs, crashPoints: true });

/** `POST /api/v2/payment/detail` (EBP_API_237). */
export const postDetail = (connection: Connection, call: { orderNo: string; timeoutMs: number }): Promise<Sent> =>
  post(connection, DETAIL_PATH, { orderNo: call.orderNo }, { timeoutMs: call.timeoutMs });

async function post(
  { baseUrl, credentials, context, http }: Connection,
  path: string,
  body: object,
  how: { timeoutMs: number; crashPoints?: boolean },
): Promise<Sent> {
  // `exchangeJson` sends JSON.stringify(body): the same function of the same plain object gives the same text.
  const headers = headersFor(credentials, context, JSON.stringify(body));
  const request: HttpRequest = { method: "POST", url: `${baseUrl}${path}`, headers, body, ...how };
  return { request, result: await http(request) };
}
