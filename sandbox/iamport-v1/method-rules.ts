/** Demands of the way of paying and its PG on a cancel: an account to pay to, a contract, a time, a whole amount. Pure. */
import { bankMeant, paysToAccounts } from "./bank.js";
import { koreanMonth } from "../kit/clock/korean-time.js";
import { hashOf } from "../kit/http/credential.js";
import type { CancelTerms } from "./cancel-request.js";
import type { MaskedAccount, PaymentRow, Trigger } from "./payment.js";
import { pgRefusal, refuse } from "./refusal.js";

/** When it is, who asks (only the API is held to what a way of paying allows), and whether the PG's contract covers accounts. */
export interface Circumstances {
  now: Date;
  trigger: Trigger;
  contracted: boolean;
}

type Cancel = Pick<Circumstances, "now" | "contracted"> & { partial: boolean };

/** PGs that take a phone payment back after its month, as a transfer to an account. Source: the cancel guide. */
const NEXT_MONTH_REFUND_PGS = ["kcp", "inicis_v2", "html5_inicis", "kpn"];
/** Can be told to cancel part of a phone payment. */
const PARTIAL_PHONE_PGS = ["kcp"];

/** @returns the account the money goes to, `null` when it goes back the way it came. @throws Refusal */
export function checkMethod(payment: PaymentRow, request: CancelTerms, cancel: Cancel): MaskedAccount | null {
  if (payment.cancellable_until !== null && cancel.now > payment.cancellable_until) {
    throw pgRefusal("취소 가능 기간이 지났습니다.");
  }
  if (cancel.partial && !payment.partial_cancel) throw pgRefusal("부분취소가 불가능한 거래입니다.");
  if (payment.method === "phone") return checkPhone(payment, request, cancel);
  return goesToAccount(payment) ? checkAccount(payment, request, cancel) : null;
}

/** smartro_v2 pays transfers back to an account as well. */
const goesToAccount = ({ method, pg_provider }: PaymentRow): boolean =>
  method === "vbank" || (method === "trans" && pg_provider === "smartro_v2");

function checkPhone(payment: PaymentRow, request: CancelTerms, cancel: Cancel): MaskedAccount | null {
  if (cancel.partial && !PARTIAL_PHONE_PGS.includes(payment.pg_provider)) {
    throw pgRefusal("휴대폰 결제는 부분취소를 지원하지 않습니다.");
  }
  if (payment.paid_at !== null && koreanMonth(payment.paid_at) === koreanMonth(cancel.now)) return null;
  if (request.refund_account !== undefined && NEXT_MONTH_REFUND_PGS.includes(payment.pg_provider)) {
    return checkAccount(payment, request, cancel);
  }
  throw pgRefusal("휴대폰 결제는 결제한 달에만 취소할 수 있습니다.");
}

function checkAccount(payment: PaymentRow, request: CancelTerms, { contracted }: Cancel): MaskedAccount {
  const { pg_provider } = payment;
  const { refund_holder: holder, refund_bank: bank, refund_account: number, refund_tel: tel } = request;
  if (holder === undefined || bank === undefined || number === undefined) {
    throw refuse("환불 수령계좌 정보(refund_holder, refund_bank, refund_account)를 입력해야 합니다.");
  }
  if (telephoneNeeded(payment) && tel === undefined)
    throw refuse("refund_tel: 스마트로는 환불계좌 예금주 연락처가 필수입니다.");
  if (!paysToAccounts(pg_provider)) throw pgRefusal("환불 계좌로의 환불을 지원하지 않는 PG사입니다.");
  if (!contracted) throw pgRefusal("가상계좌 특약서비스에 가입되어 있지 않습니다.");
  const bankCode = bankMeant(pg_provider, bank);
  if (bankCode === null) throw pgRefusal("refund_bank: 지원하지 않는 은행코드입니다.");
  if (!ACCOUNT_NUMBER.test(number)) throw pgRefusal("refund_account: 환불 계좌번호가 올바르지 않습니다.");
  if (payment.account_holder !== null && payment.account_holder !== hashOf(holder)) {
    throw pgRefusal("refund_holder: 예금주명이 일치하지 않습니다.");
  }
  return { bankCode, number: starsBut(number, -SHOWN_DIGITS), holder: starsBut(holder, 1) };
}

const telephoneNeeded = ({ pg_provider }: PaymentRow): boolean =>
  pg_provider === "smartro" || pg_provider === "smartro_v2";

const ACCOUNT_NUMBER = /^\d[\d-]*$/;
/** Enough for a test to tell accounts apart. */
const SHOWN_DIGITS = 4;

/** Leaves the first `shown` characters, or the last ones when negative. */
const starsBut = (text: string, shown: number): string =>
  shown < 0
    ? "*".repeat(Math.max(0, text.length + shown)) + text.slice(shown)
    : text.slice(0, shown) + "*".repeat(Math.max(0, text.length - shown));
