/** Every way this gateway says no: `{code, message, response: null}`, with HTTP 200 unless the documents name another status. */
import type { Answer } from "../kit/http/http.js";

/** i'mport's own "no". Source: public integrations and the vendor's Python client tests; the documents list no codes. */
const OWN_NO = 1;
/** The payment company's (PG, 결제대행사) "no", passed on in its words; also everything that is not HTTP 200. */
export const PG_NO = -1;

/** Thrown by whatever checks a call, before anything is written; the route turns it into the answer. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(
    readonly code: number,
    message: string,
    readonly status = 200,
  ) {
    super(message);
    this.answer = { status, body: { code, message, response: null } };
  }
}

export const answerOf = (error: unknown): Answer | null => (error instanceof Refusal ? error.answer : null);

/** A cancel that i'mport itself does not pass on. */
export const refuse = (message: string): Refusal => new Refusal(OWN_NO, message);
export const pgRefusal = (message: string): Refusal => new Refusal(PG_NO, message);

export const alreadyCancelled = (): Refusal => refuse("이미 전액취소된 주문입니다.");
export const nothingToCancel = (): Refusal => refuse("취소할 결제건이 존재하지 않습니다.");
export const noSuchPayment = (): Refusal => new Refusal(PG_NO, "존재하지 않는 결제정보입니다.", 404);
export const noSuchEndpoint = (): Refusal => new Refusal(PG_NO, "존재하지 않는 API입니다.", 404);

export const unauthorized = (): Refusal => new Refusal(PG_NO, "Unauthorized", 401);
export const wrongKey = (): Refusal => new Refusal(PG_NO, "인증에 실패하였습니다. API키와 secret을 확인하세요.", 401);
export const missingKey = (): Refusal => new Refusal(PG_NO, "imp_key, imp_secret 파라메터가 누락되었습니다.", 400);

/** The call cannot be read. The documents are silent; the token call answers a missing field with 400 too. */
export const invalid = (message: string): Refusal => new Refusal(PG_NO, message, 400);
