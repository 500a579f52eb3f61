/** Bank accounts that do not exist, for customers whose money cannot go back the way it came (환불계좌). */
import { koreanDay } from "../../src/clock.js";
import type { RandomSource } from "./random-source.js";
import type { SeedAccount, SeedOrder } from "./facts.js";

/** 국민, 농협, 우리, 신한, 하나, 케이뱅크: every provider in the story pays to these. KFTC's codes with a branch they begin numbers with. */
const BANKS = [
  ["004", "4567"],
  ["011", "3020"],
  ["020", "1002"],
  ["088", "1104"],
  ["081", "5559"],
  ["089", "1001"],
] as const;

/** The others have not been asked yet: an agent tells the account later. */
const ACCOUNT_KNOWN_PERCENT = 75;

/** The customer's account where a payment of the order may need one; null where none does, or nobody asked. */
export function inventAccount(random: RandomSource, order: SeedOrder, begins: Date): SeedAccount | null {
  const [bankCode, branch] = random.pick(BANKS);
  const number = `${branch}${String(random.below(100_000_000)).padStart(8, "0")}`;
  const phone = `010${String(random.below(100_000_000)).padStart(8, "0")}`;
  const done = random.percent(ACCOUNT_KNOWN_PERCENT);
  const needed = order.payments.some(
    ({ method, provider, paidAt }) =>
      method === "VIRTUAL_ACCOUNT" ||
      // 익월 환불: after its month KCP pays a phone payment back to an account.
      (method === "MOBILE" && provider === "KCP" && koreanDay(paidAt).slice(0, 7) !== koreanDay(begins).slice(0, 7)),
  );
  return needed && done ? { bankCode, number, holder: order.customer.name, phone } : null;
}
