/** Every error the vendor documents, with its HTTP status, and the `{type, message}` body it travels in. */
import type { Answer } from "../kit/http/http.js";

/** HTTP status by error type. Source: PortOne V2 OpenAPI; IDEMPOTENCY_OUTSTANDING_REQUEST from the REST guide's prose. */
const REFUSAL_STATUS = {
  INVALID_REQUEST: 400,
  NEGATIVE_PROMOTION_ADJUSTED_CANCEL_AMOUNT: 400,
  PROMOTION_DISCOUNT_RETAIN_OPTION_SHOULD_NOT_BE_CHANGED: 400,
  MAX_WEBHOOK_RETRY_COUNT_REACHED: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  PAYMENT_NOT_FOUND: 404,
  PAYMENT_CANCELLATION_NOT_FOUND: 404,
  WEBHOOK_NOT_FOUND: 404,
  PAYMENT_NOT_PAID: 409,
  PAYMENT_ALREADY_CANCELLED: 409,
  PAYMENT_CANCELLATION_NOT_PENDING: 409,
  CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN: 409,
  CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT: 409,
  SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT: 409,
  CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT: 409,
  CANCEL_TAX_AMOUNT_EXCEEDS_CANCELLABLE_TAX_AMOUNT: 409,
  MAX_CANCEL_COUNT_REACHED: 409,
  IDEMPOTENCY_OUTSTANDING_REQUEST: 409,
  PG_PROVIDER: 502,
} as const;

export type RefusalType = keyof typeof REFUSAL_STATUS;
export const REFUSAL_TYPES = Object.keys(REFUSAL_STATUS) as [RefusalType, ...RefusalType[]];

/** Code and text that the payment company itself (PG, 결제대행사) said; only PG_PROVIDER carries it. */
export interface PgRefusal {
  pgCode: string;
  pgMessage: string;
}

/** Thrown by whatever checks a call, before anything is written; the route turns it into the answer. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(
    readonly type: RefusalType,
    message: string,
    readonly pg?: PgRefusal,
  ) {
    super(message);
    this.answer = { status: REFUSAL_STATUS[type], body: { type, message, ...pg } };
  }
}

export const answerOf = (error: unknown): Answer | null => (error instanceof Refusal ? error.answer : null);

export const invalid = (message: string): Refusal => new Refusal("INVALID_REQUEST", message);

/** The PG says no; PortOne only passes its words on. */
export const pgRefusal = (pgCode: string, pgMessage: string): Refusal =>
  new Refusal("PG_PROVIDER", "The payment company refused the request.", { pgCode, pgMessage });
