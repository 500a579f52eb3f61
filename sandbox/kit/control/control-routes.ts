/** The door of a control API under `/__sandbox/`: finds the handler, keeps web pages out, answers with its result as JSON. */
import type { Answer, Call } from "../http/http.js";

/** Handler of one route; its result is the body of the answer; `undefined` is sent as `null`. `id` is the path's second segment, decoded. */
export type ControlHandler<Sandbox> = (sandbox: Sandbox, call: Call, id: string) => Promise<unknown>;

/** By method and path, such as `POST payments/:/chargeback`; `:` stands for the segment handed over as the id. */
export type ControlRoutes<Sandbox> = Readonly<Record<string, ControlHandler<Sandbox>>>;

/** Errors are answered with 500, except those that `refusal` knows an answer for. */
export async function answerControl<Sandbox extends { wake: () => void }>(
  routes: ControlRoutes<Sandbox>,
  sandbox: Sandbox,
  call: Call,
  refusal: (error: unknown) => Answer | null,
): Promise<Answer> {
  const [, room = "", id, ...rest] = call.segments ?? [];
  const shape = [room, ...(id === undefined ? [] : [":"]), ...rest].join("/");
  const handler = Object.hasOwn(routes, `${call.method} ${shape}`) ? routes[`${call.method} ${shape}`] : undefined;
  if (!handler) return { status: 404, body: { message: "There is no such control." } };
  // A web page may send a "simple" request anywhere; asking for JSON makes its browser ask first, and be refused.
  if (call.method !== "GET" && call.headers["content-type"] !== "application/json") {
    return { status: 415, body: { message: "Send application/json." } };
  }
  try {
    const result = await handler(sandbox, call, id ?? "");
    sandbox.wake();
    return { status: 200, body: result ?? null };
  } catch (error) {
    return refusal(error) ?? { status: 500, body: { message: String(error) } };
  }
}
