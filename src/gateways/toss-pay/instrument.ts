/** The card or account of a Toss Pay payment in our words. Pure; what is missing or odd is left out. */
import { bankOf } from "../bank.js";
import type { Instrument, InstrumentKind } from "../port.js";
import type { RefundAnswer, StatusAnswer } from "./schemas.js";

/** `cardMethodType`. Source: Toss Pay refunds. */
const CARD_KINDS: Readonly<Record<string, InstrumentKind>> = {
  CREDIT: "CREDIT_CARD",
  CHECK: "DEBIT_CARD",
  PREPAYMENT: "PREPAID_CARD",
};

/** `cardCompanyCode`, where no name comes with it. Source: tossdev api.html. */
const CARD_COMPANIES: Readonly<Record<string, string>> = {
  1: "신한",
  2: "현대",
  3: "삼성",
  4: "국민",
  5: "롯데",
  6: "하나",
  7: "우리",
  8: "농협",
  9: "씨티",
  10: "BC",
};

/** Own entries only: a kind called "constructor" is none. */
const named = <T>(table: Readonly<Record<string, T>>, key: string | undefined): T | undefined =>
  key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;

type Account = Pick<RefundAnswer, "accountNumber" | "accountBankCode" | "accountBankName">;
type Card = NonNullable<StatusAnswer["card"]>;

/** A card where the answer names something of one, else an account: fields of the other come as null. */
export function instrumentOf(card: Partial<Card>, account: Account): Instrument {
  const issuer = card.cardCompanyName ?? named(CARD_COMPANIES, card.cardCompanyCode);
  const isCard = card.cardNumber !== undefined || card.cardMethodType !== undefined || issuer !== undefined;
  return isCard ? { instrumentKind: named(CARD_KINDS, card.cardMethodType), issuer } : accountOf(account);
}

function accountOf({ accountNumber, accountBankCode, accountBankName }: Account): Instrument {
  const issuer = accountBankName ?? bankNamed(accountBankCode);
  return accountNumber === undefined && issuer === undefined ? {} : { instrumentKind: "BANK_ACCOUNT", issuer };
}

/** The bank's Korean name, as Toss Pay writes it; a number of no bank stays a number. */
const bankNamed = (code: string | undefined): string | undefined =>
  code === undefined ? undefined : (bankOf(code.padStart(3, "0"))?.ko ?? code.padStart(3, "0"));
