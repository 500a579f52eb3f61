/** One answer: page, preview and command say the same of a refund, in whatever state its payment is. */
import fc from "fast-check";
import { koreanDay } from "../../../src/clock.js";
import type { ProviderName } from "../../../src/gateways/port.js";
import { GatewayRuleRow } from "../../../src/gateway-rules/gateway-rule.entity.js";
import { correctRule, loadRules } from "../../../src/gateway-rules/rule-book.js";
import type { RuleContent } from "../../../src/gateway-rules/rule-value.js";
import { newId } from "../../../src/identifier.js";
import { won } from "../../../src/money/minor-units.js";
import { partsOf } from "../../../src/money/parts.js";
import { bookAtGateway, refundableParts } from "../../../src/orders/balance.js";
import { messageOf } from "../../../src/problem.js";
import { requestRefunds } from "../../../src/refund/commands/request-refunds.js";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { readRefund, dataOf } from "../../api/ask.js";
import { forAllAsync, seedOf } from "../../gateways/random.js";
import { HOUR } from "../../kit/clock.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { key, now, OPERATOR, orderFacts, refundsOfReturn, reportReturn, request } from "../../kit/fixtures.js";
import { account } from "../accounts.js";
import { cancel, fallBack } from "../mutations.js";

const DAY = 24 * HOUR;
/** No rule of a new database is about its cards: what holds for them is what a run decides. */
const PROVIDER: ProviderName = "KPN";
const ACCOUNT = account({ phone: "01012345678" });

const t = sharedTestService();

interface Reason {
  code: string;
  weight: string;
  fallBack: boolean;
  message: string;
}
const REASON = `blockedReasons { code weight fallBack message }`;
const REFUNDABLE = `payment { refundable { amount } }`;
type Refundable = { payment: { refundable: { amount: number } } };

interface Page extends Refundable {
  availableActions: string[];
  refundableAmount: { amount: number };
  blockedReasons: Reason[];
}
const page = (refund: { id: string }): Promise<Page> =>
  readRefund(t, refund, `availableActions refundableAmount { amount } ${REASON} ${REFUNDABLE}`);

interface Preview {
  legs: (Refundable & { amount: { amount: number }; blockedReasons: Reason[] })[] | null;
  userErrors: { code: string; message: string }[];
}
const preview = async (input: object): Promise<Preview> => {
  const query = `query ($input: RefundPreviewInput!) { refundPreview(input: $input) {
    legs { amount { amount } ${REASON} ${REFUNDABLE} } userErrors { code message } } }`;
  return (await dataOf<{ refundPreview: Preview }>(t, query, { input })).refundPreview;
};

const ask = async ({ id }: Refund, expectedRefundableAmount: number) => {
  const { version: expectedVersion } = await now(t, { id });
  const wanted = { id, expectedVersion, expectedRefundableAmount: won(expectedRefundableAmount) };
  const bulk = await requestRefunds(t.context, OPERATOR, { refunds: [wanted], idempotencyKey: key() });
  return bulk.ok ? bulk.value[0]!.answered.outcome : bulk;
};

/** The rules of `PROVIDER` from now on; rules are never changed, so each is corrected where it says something else. */
async function setRules(contents: readonly RuleContent[]): Promise<void> {
  await t.context.root.fork().transactional(async (em) => {
    const ofProvider = (await loadRules(em)).filter(({ provider, method }) => provider === PROVIDER && method === null);
    for (const content of contents) {
      const last = ofProvider.findLast(({ kind }) => kind === content.kind);
      if (JSON.stringify(last?.value) === JSON.stringify(content.value)) continue;
      const [validFrom, source, recordedAt] = [koreanDay(t.clock.now()), "a random state", t.clock.now()];
      if (last) {
        const by = { subject: "system:test", at: recordedAt };
        const corrected = await correctRule(em, { ruleId: last.id, content, validFrom, source, note: null }, by);
        if (!corrected.ok) throw new Error(messageOf(corrected.problem, "en"));
      } else {
        const scope = { gateway: null, provider: PROVIDER, method: null, note: null, supersedes: null };
        const recorded = { id: newId(), validFrom, source, recordedBy: "system:test", recordedAt };
        em.persist(Object.assign(new GatewayRuleRow(), { ...content, ...scope, ...recorded }));
      }
    }
  });
}

/** Money that moved at the gateway, whether there is room for it or not. */
async function book(paymentId: string, { taxable, vat, taxFree }: Moved): Promise<void> {
  const moved = partsOf({ taxable, vat, taxFree });
  if (moved.total === 0) return;
  await bookAtGateway(t.context.root, paymentId, moved);
  await t.rows(
    `insert into booked_cancellation (id, gateway, payment_id, gateway_cancellation_id, cause, amount_total, amount_taxable, amount_vat, amount_tax_free, amount_service_fee, booked_at,
       released_total, released_taxable, released_vat, released_tax_free, released_service_fee)
     values (?, 'PORTONE_V2', ?, ?, 'GATEWAY_CONSOLE', ?, ?, ?, ?, 0, now(), 0, 0, 0, 0, 0)`,
    [newId(), paymentId, newId(), moved.total, taxable, vat, taxFree],
  );
}

interface Moved {
  taxable: number;
  vat: number;
  taxFree: number;
}
const moved = fc.record({ taxable: fc.nat(40_000), vat: fc.nat(4_000), taxFree: fc.nat(20_000) });
const often = <T>(usual: T, ...others: T[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
const days = (count: number) => ({ unit: "DAYS" as const, count });

const rules = fc
  .tuple(
    often({ within: null, atMost: null }, { within: days(30), atMost: null }, { within: days(30), atMost: days(90) }),
    often({ possible: true }, { possible: false }),
    often({ partialPossible: true }, { partialPossible: false }),
    often({ max: null }, { max: 1 }, { max: 2 }),
    often(
      { needed: "NEVER", phone: false },
      { needed: "ALWAYS", phone: true },
      { needed: "AFTER_MONTH", phone: false },
    ),
    often({ needed: "NEVER" }, { needed: "ALWAYS" }),
    often({ unsupported: false }, { unsupported: true }),
    often({ open: null }, { open: { from: "06:00", to: "06:30" } }),
  )
  .map(([deadline, partial, beforeCapture, cancelCount, needed, contract, unsupported, hours]) => [
    { kind: "DEADLINE", value: deadline },
    { kind: "PARTIAL", value: partial },
    { kind: "BEFORE_CAPTURE", value: beforeCapture },
    { kind: "CANCEL_COUNT", value: cancelCount },
    { kind: "ACCOUNT", value: needed },
    { kind: "CONTRACT", value: contract },
    { kind: "UNSUPPORTED", value: unsupported },
    { kind: "HOURS", value: hours },
  ]) as fc.Arbitrary<RuleContent[]>;

const state = fc.record({
  rules,
  taxable: fc.integer({ min: 11_000, max: 60_000 }),
  taxFree: fc.oneof(fc.constant(0), fc.integer({ min: 1_000, max: 30_000 })),
  captureState: often("CAPTURED" as const, "AUTHORISED" as const),
  ageInDays: fc.integer({ min: 2, max: 120 }),
  disputed: often(false, true),
  /** Other refunds of the payment. */
  others: fc.array(fc.constantFrom("COLLECTED", "REQUESTED", "CANCELLED"), { minLength: 1, maxLength: 3 }),
  before: fc.array(moved, { maxLength: 1 }),
  quantity: fc.integer({ min: 1, max: 4 }),
  fee: fc.nat(900),
  refundAccount: fc.constantFrom(null, ACCOUNT),
  /** What happens between the return and the request. */
  after: fc.array(moved, { maxLength: 2 }),
  phoneless: fc.boolean(),
});

it("page, preview and command count and object alike", async () => {
  await forAllAsync([state], { seed: seedOf("one answer"), numRuns: 40 }, async (given) => {
    await setRules(given.rules);
    const order = orderFacts(
      [
        {
          amount: given.taxable + given.taxFree,
          taxFree: given.taxFree,
          captureState: given.captureState,
          provider: PROVIDER,
          paidAt: new Date(t.clock.now().getTime() - given.ageInDays * DAY),
        },
      ],
      [
        { amount: given.taxable, quantity: 4 },
        ...(given.taxFree > 0 ? [{ amount: given.taxFree, taxCategory: "TAX_FREE" as const }] : []),
      ],
    );
    const collect = async (received: Parameters<typeof reportReturn>[2]) => {
      const { outcome } = await reportReturn(t, order, received);
      return outcome.ok ? ((await refundsOfReturn(t, outcome.value.returnId))[0] ?? null) : outcome.problem;
    };
    let paymentId = "";
    for (const other of given.others) {
      const refund = await collect({
        lines: [{ lineNo: "1", quantity: 0, amount: won(110) }],
        refundAccount: ACCOUNT,
      });
      if (!refund || "code" in refund) throw new Error("the first returns are small");
      paymentId = refund.paymentId;
      if (other === "REQUESTED") await request(t, refund);
      if (other === "CANCELLED") await cancel(t, refund);
    }
    // Within its room: where a part has an excess already, `reserve` takes no refund any more, which a preview does not know.
    for (const { taxable, vat, taxFree } of given.before) {
      const left = await refundableParts(t.context.root, paymentId);
      await book(paymentId, {
        taxable: Math.min(taxable, left.taxable),
        vat: Math.min(vat, left.vat),
        taxFree: Math.min(taxFree, left.taxFree),
      });
    }
    await t.rows(`update payment set disputed = ? where id = ?`, [given.disputed, paymentId]);

    const lines = [{ lineNo: "1", quantity: given.quantity }];
    const deductions = [{ kind: "RETURN_SHIPPING" as const, amount: won(given.fee) }].filter(
      ({ amount }) => amount > 0,
    );
    const withAccount = given.refundAccount !== null;
    const foreseen = await preview({ orderNo: order.orderNo, lines, deductions, withAccount });
    const refund = await collect({
      lines: lines.map((line) => ({ ...line, amount: null })),
      deductions,
      ...(given.refundAccount && { refundAccount: given.refundAccount }),
    });
    const refusal = refund && "code" in refund ? [{ code: refund.code, message: messageOf(refund, "en") }] : [];
    expect(foreseen.userErrors).toEqual(refusal);
    if (!refund || "code" in refund) return;
    const collected = await page(refund);
    expect(foreseen.legs).toHaveLength(1);
    const [leg] = foreseen.legs ?? [];
    expect(leg?.amount.amount).toBe(refund.amount.total);
    expect(leg?.blockedReasons).toEqual(collected.blockedReasons);
    expect(leg?.payment.refundable.amount).toBe(collected.refundableAmount.amount);

    for (const cancellation of given.after) await book(paymentId, cancellation);
    if (withAccount && given.phoneless)
      await t.rows(`update refund set account_phone_sealed = null where id = ?`, [refund.id]);
    const shown = await page(refund);
    const { refundableAmount, blockedReasons, availableActions } = shown;
    expect(refundableAmount.amount - refund.amount.total).toBe(shown.payment.refundable.amount);
    expect(await ask(refund, refundableAmount.amount + 1)).toMatchObject({
      problem: { code: "REFUNDABLE_AMOUNT_CHANGED", detail: { refundableAmount: refundableAmount.amount } },
    });
    const answer = await ask(refund, refundableAmount.amount);
    const reason = blockedReasons.find(({ weight }) => weight === "BLOCKS");
    expect(availableActions.includes("REQUEST")).toBe(answer.ok);
    expect(answer.ok ? undefined : { code: answer.problem.code, message: messageOf(answer.problem, "en") }).toEqual(
      reason && { code: reason.code, message: reason.message },
    );
    const after = await page(refund);
    expect(answer.ok ? after.availableActions.includes("REQUEST") : after).toEqual(answer.ok ? false : shown);
    const next = answer.ok ? await ask(refund, after.refundableAmount.amount) : (await fallBack(t, refund)).outcome;
    expect(next.ok).toBe(!answer.ok && after.availableActions.includes("FALL_BACK_TO_MANUAL"));
  });
}, 120_000);
