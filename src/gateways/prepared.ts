/** A cancel that is ready to be sent, or that will not be: decided by the command alone, before anything is written down as sent. */
import { AssertionError } from "node:assert/strict";
import { found } from "./explanation.js";
import type { Exchange, Prepared, RefusalCause } from "./port.js";
import { storedMessage } from "./redacted-exchange.js";

export interface Objection {
  cause: RefusalCause;
  code: string;
  message: string;
}

interface Preparation<Body> {
  method: string;
  path: string;
  /** A part of the refund that the gateway has no field or no name for; null: there is none. */
  objection: Objection | null;
  /** @throws AssertionError for a command that must not become a payment: a fault of ours, and reported as one. */
  body: () => Body;
  send: (body: Body) => ReturnType<Extract<Prepared, { ok: true }>["send"]>;
}

export function prepareCancel<Body>({ method, path, objection, body, send }: Preparation<Body>): Prepared {
  if (objection) return refused({ method, path }, objection);
  try {
    const made = body();
    return { ok: true, send: () => send(made) };
  } catch (fault) {
    if (!(fault instanceof AssertionError)) throw fault;
    return refused({ method, path }, { cause: "INVALID_REQUEST", code: "NOT_SENDABLE", message: fault.message });
  }
}

/** The exchange of a call that was not made. */
export const notSent = (request: { method: string; path: string }, reason: string): Exchange => ({
  request: { ...request, body: null },
  response: null,
  error: `not sent: ${reason}`,
  durationMs: 0,
});

function refused(request: { method: string; path: string }, { cause, code, message }: Objection): Prepared {
  const verdict = { kind: "REFUSED", cause, ...found("NOT_SENDABLE", message, code) } as const;
  return { ok: false, verdict, exchange: notSent(request, storedMessage(message)) };
}

/** The objection to a service fee (봉사료) where a gateway has no field for one. */
export const serviceFeeObjection = (gateway: string, serviceFee: number): Objection | null =>
  serviceFee === 0
    ? null
    : {
        cause: "NOT_SUPPORTED",
        code: "SERVICE_FEE",
        message: `${gateway} cannot cancel a service fee, and ${serviceFee} of this refund are one`,
      };

/** The objection to another currency than the one a gateway counts in. */
export const currencyObjection = (gateway: string, own: string, currency: string): Objection | null =>
  currency === own
    ? null
    : {
        cause: "NOT_SUPPORTED",
        code: "CURRENCY",
        message: `${gateway} counts in ${own}, and this refund is in ${currency}`,
      };
