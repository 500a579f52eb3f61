/** Every error code the vendor documents, with its HTTP status. Thrown by whatever checks a call; the envelope makes the answer. */

/**
 * HTTP status by code. Source: the errors page; EBP-A-0001 from the status-codes page, because the errors page says 400.
 * EBP-Z-0002 is 500 in the table of codes; an order that is not there is answered with 404, as the status-codes page says.
 */
export const CODE_STATUS = {
  "EBP-A-0001": 401,
  "EBP-B-0001": 400,
  "EBP-B-0002": 400,
  "EBP-C-0001": 400,
  "EBP-C-0002": 400,
  "EBP-C-0003": 400,
  "EBP-C-0004": 400,
  "EBP-C-0005": 400,
  "EBP-C-0006": 400,
  "EBP-C-0007": 400,
  "EBP-C-0008": 500,
  "EBP-C-0009": 500,
  "EBP-C-0010": 500,
  "EBP-C-0011": 500,
  "EBP-C-0012": 500,
  "EBP-Z-0001": 500,
  "EBP-Z-0002": 500,
  "EBP-Z-0003": 500,
  "EBP-Z-0004": 500,
  "EBP-Z-0005": 500,
  "EBP-Z-0010": 500,
} as const;

type ListedCode = keyof typeof CODE_STATUS;
/** Codes that the payment company (D) or another system (E) gave: the pages list no such codes, only that they travel with HTTP 200. */
type PassedOnCode = `EBP-${"D" | "E"}-${string}`;
export type ResultCode = ListedCode | PassedOnCode;

const PASSED_ON = /^EBP-[DE]-\d{4}$/;
const PASSED_ON_STATUS = 200;

const isListed = (code: string): code is ListedCode => Object.hasOwn(CODE_STATUS, code);
export const isResultCode = (code: string): code is ResultCode => isListed(code) || PASSED_ON.test(code);
const statusOfCode = (code: ResultCode): number => (isListed(code) ? CODE_STATUS[code] : PASSED_ON_STATUS);

/** The two ways an error's details are laid out: `error.errorDetails` (v0.5.12) and `errors` at the top (v0.5.21). */
export const ERROR_SHAPES = ["ERROR_DETAILS", "ERRORS"] as const;
export type ErrorShape = (typeof ERROR_SHAPES)[number];

export interface ErrorDetail {
  header?: string;
  field?: string;
  message: string;
}

export class Refusal extends Error {
  readonly status: number;
  readonly details: readonly ErrorDetail[];
  /** The sandbox's own when omitted. */
  readonly shape: ErrorShape | undefined;

  constructor(
    readonly code: ResultCode,
    message: string,
    more: { details?: readonly ErrorDetail[]; status?: number | undefined; shape?: ErrorShape | undefined } = {},
  ) {
    super(message);
    this.status = more.status ?? statusOfCode(code);
    this.details = more.details ?? [];
    this.shape = more.shape;
  }
}

/** The request contradicts itself or the order's lines: it can never be right. */
export const invalid = (message: string): Refusal => new Refusal("EBP-C-0004", message);

/** The request is well made, but the payment's present state does not allow it. */
export const cannotCancel = (message: string): Refusal => new Refusal("EBP-C-0010", message);

export const orderNotFound = (): Refusal =>
  new Refusal("EBP-Z-0002", "There is no payment for this order.", { status: 404 });
