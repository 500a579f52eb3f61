/** refundAccountReveal (환불계좌 원문 열람): a person sees chosen clear values of one refund, once, with a reason that is recorded. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { personKey } from "../../access/subject.js";
import type { Principal } from "../../access/principal.js";
import { after } from "../../clock.js";
import { Order } from "../../orders/order.entity.js";
import { missingGrants, type PersonalDataField } from "../../personal-data/fields.js";
import { lockChain, recordAccess, type Access } from "../../personal-data/record-access.js";
import { fail, ok, type Outcome } from "../../problem.js";
import { Secret } from "../../secret.js";
import { commandOnce, transact, type RefundContext } from "../context.js";
import { openAccount } from "../record/account.js";
import { Refund } from "../record/refund.entity.js";
import { KIND_OF_TRAIT, type CustomerTrait } from "./find-customer.js";

export const REVEAL_REASONS = [
  /** The customer asks about their own refund. */
  "CUSTOMER_ASKS",
  /** The account is compared with what the customer said, or with the bank's answer. */
  "ACCOUNT_CHECK",
  /** The money is sent by hand. */
  "BANK_TRANSFER",
  /** A transfer failed or came back. */
  "TRANSFER_FAILED",
  /** An authority or a court asks for it. */
  "LEGAL_REQUEST",
  /** Another one, said in words. */
  "OTHER",
] as const;
export type RevealReason = (typeof REVEAL_REASONS)[number];

export interface RevealedValue {
  trait: CustomerTrait;
  value: Secret<string>;
}

export interface RevealAccount {
  id: string;
  traits: CustomerTrait[];
  reason: RevealReason;
  text: string;
  idempotencyKey: string;
}

const HOUR_MS = 60 * 60 * 1_000;

/**
 * The values leave this call only, in memory: the answer that is stored under the key names the refund and nothing else, so
 * that the key sent again shows nothing.
 * Outcomes: GRANT_MISSING, NOT_FOUND, REFUND_ACCOUNT_MISSING, REVEAL_LIMIT_REACHED, ALREADY_REVEALED.
 */
export async function revealAccount(
  context: RefundContext,
  by: { principal: Principal; clientAddress: string },
  { id, traits, reason, text, idempotencyKey }: RevealAccount,
): Promise<Outcome<RevealedValue[]>> {
  const { principal } = by;
  const fields = [...new Set(traits.map((trait) => KIND_OF_TRAIT[trait]))];
  const grants = missingGrants(principal, fields);
  if (grants.length > 0) return fail("GRANT_MISSING", { grants }, ["traits"]);
  let revealed: RevealedValue[] = [];
  const command = { principal, operation: "refundAccountReveal", idempotencyKey, input: { id, traits, reason, text } };
  const { outcome, replayed } = await commandOnce(context, command, async (em) => {
    const refund = await em.findOne(Refund, id);
    if (!refund) return fail("NOT_FOUND", { what: "refund", id }, ["id"]);
    const opened = await openTraits(context, em, refund, traits);
    if (!opened.ok) return opened;
    await lockChain(em);
    const { revealsPerHour } = context.settings;
    if ((await revealsInLastHour(context, em, principal)) >= revealsPerHour)
      return fail("REVEAL_LIMIT_REACHED", { limit: revealsPerHour });
    await recordAccess(context.cipher, em, accessOf(context, by, { refund, fields, reason, text, action: "REVEAL" }));
    revealed = opened.value;
    return ok({ refundId: refund.id });
  });
  if (!outcome.ok) {
    if (outcome.problem.code === "REVEAL_LIMIT_REACHED") await recordRefusal(context, by, { id, fields, reason, text });
    return outcome;
  }
  return replayed ? fail("ALREADY_REVEALED") : ok(revealed);
}

async function openTraits(
  { cipher }: RefundContext,
  em: EntityManager,
  refund: Refund,
  traits: readonly CustomerTrait[],
): Promise<Outcome<RevealedValue[]>> {
  const account = openAccount(cipher, refund);
  const order = await em.findOneOrFail(Order, refund.orderId);
  const ofOrder = (sealed: string, column: string) => cipher.open(sealed, { table: "orders", column, rowId: order.id });
  const values: Record<CustomerTrait, () => Secret<string> | undefined> = {
    CUSTOMER_ID: () => ofOrder(order.customerIdSealed, "customer_id"),
    CUSTOMER_NAME: () => ofOrder(order.customerNameSealed, "customer_name"),
    ACCOUNT_NUMBER: () => account?.number,
    ACCOUNT_HOLDER: () => account?.holder,
  };
  const revealed: RevealedValue[] = [];
  for (const trait of new Set(traits)) {
    const value = values[trait]();
    if (!value) return fail("REFUND_ACCOUNT_MISSING", {}, ["traits"]);
    revealed.push({ trait, value });
  }
  return ok(revealed);
}

async function revealsInLastHour({ clock }: RefundContext, em: EntityManager, { subject }: Principal): Promise<number> {
  const [row] = await em.execute<{ count: number }[]>(
    `select count(*)::int as count from personal_data_access where actor_key = ? and at > ? and action = 'REVEAL'`,
    [personKey(subject), after(clock.now(), -HOUR_MS)],
  );
  return row?.count ?? 0;
}

/** In a transaction of its own: what was refused is undone with all it wrote. */
const recordRefusal = (
  context: RefundContext,
  by: { principal: Principal; clientAddress: string },
  { id, ...refused }: { id: string; fields: PersonalDataField[]; reason: RevealReason; text: string },
): Promise<void> =>
  transact(context, async (em) => {
    const refund = await em.findOneOrFail(Refund, id);
    await recordAccess(context.cipher, em, accessOf(context, by, { ...refused, refund, action: "REVEAL_REFUSED" }));
  });

const accessOf = (
  { clock }: RefundContext,
  by: { principal: Principal; clientAddress: string },
  of: {
    refund: Refund;
    action: "REVEAL" | "REVEAL_REFUSED";
    fields: PersonalDataField[];
    reason: RevealReason;
    text: string;
  },
): Access => ({
  ...by,
  at: clock.now(),
  action: of.action,
  fields: of.fields,
  refundId: of.refund.id,
  orderId: of.refund.orderId,
  recordCount: 1,
  reasonCode: of.reason,
  reason: new Secret(of.text),
});
