/** Bank accounts that do not exist, for customers whose money cannot go back the way it came (환불계좌). */
import { koreanDay } from "../../src/clock.js";
import type { Dice } from "./dice.js";
import type { StoryAccount, StoryOrder } from "./facts.js";

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
const TOLD_PERCENT = 75;

/** The customer's account where a payment of the order may need one; null where none does, or nobody asked. */
export function inventAccount(dice: Dice, order: StoryOrder, begins: Date): StoryAccount | null {
  const [bankCode, branch] = dice.pick(BANKS);
  const number = `${branch}${String(dice.below(100_000_000)).padStart(8, "0")}`;
  const phone = `010${String(dice.below(100_000_000)).padStart(8, "0")}`;
  const told = dice.percent(TOLD_PERCENT);
  const needed = order.payments.some(
    ({ method, provider, paidAt }) =>
      method === "VIRTUAL_ACCOUNT" ||
      // 익월 환불: after its month KCP pays a phone payment back to an account.
      (method === "MOBILE" && provider === "KCP" && koreanDay(paidAt).slice(0, 7) !== koreanDay(begins).slice(0, 7)),
  );
  return needed && told ? { bankCode, number, holder: order.customer.name, phone } : null;
}
