/** Cancels of orders with a promotion: the worked examples of the vendor's guide, in order units, and the option that binds. */
import { randomUUID } from "node:crypto";
import type { PaymentFacts } from "../../../sandbox/portone-v2/control.js";
import { openSandbox, type OpenSandbox } from "./open-portone-v2.js";

let open: OpenSandbox;

beforeAll(async () => {
  open = await openSandbox();
});
afterAll(() => open.end());

/** A fresh paid payment. */
async function paid(facts: Partial<PaymentFacts> = {}): Promise<string> {
  const { id } = await open.control.createPayment({ id: randomUUID(), amount: { total: 10_000 }, ...facts });
  return id;
}

const tenPercent = { kind: "PERCENT", percent: 10, minimum: 5_000 } as const;
const order = { amount: { total: 6_000, paid: 5_400 }, promotion: tenPercent };

it.each([
  ["RETAIN", 1_800],
  ["RELEASE", 1_400],
  [undefined, 1_400],
])("6,000 paid as 5,400, 2,000 cancelled under %s gives %i back", async (option, paidBack) => {
  const paymentId = await paid(order);
  const body = { reason: "r", amount: 2_000, currentCancellableAmount: 6_000, promotionDiscountRetainOption: option };
  expect(await open.cancel(paymentId, body)).toMatchObject({
    status: 200,
    body: { cancellation: { totalAmount: 2_000 } },
  });
  expect(await open.control.payment(paymentId)).toMatchObject({ cancelled: 2_000, paidBack });
  expect(await open.cancel(paymentId, { reason: "r", promotionDiscountRetainOption: option })).toMatchObject({
    status: 200,
  });
  expect(await open.control.payment(paymentId)).toMatchObject({ cancelled: 6_000, paidBack: 5_400 });
});

it("a fixed discount: RELEASE drops it, RETAIN keeps its share of the minimum", async () => {
  const fixed = {
    amount: { total: 6_000, paid: 5_000 },
    promotion: { kind: "FIXED", discount: 1_000, minimum: 5_000 },
  } as const;
  const released = await paid(fixed);
  const retained = await paid(fixed);
  await open.cancel(released, { reason: "r", amount: 2_000 });
  await open.cancel(retained, { reason: "r", amount: 2_000, promotionDiscountRetainOption: "RETAIN" });
  expect(await open.control.payment(released)).toMatchObject({ paidBack: 1_000 });
  expect(await open.control.payment(retained)).toMatchObject({ paidBack: 1_800 });
});

it("amounts are order units: a discounted order is cancelled at its full price, in one or in two", async () => {
  const minimum = 5_000;
  const whole = await paid({ amount: { total: 10_000, paid: 9_000 }, promotion: { ...tenPercent, minimum } });
  const body = { reason: "r", amount: 10_000, currentCancellableAmount: 10_000 };
  expect(await open.cancel(whole, body)).toMatchObject({
    status: 200,
    body: { cancellation: { totalAmount: 10_000 } },
  });
  expect(await open.control.payment(whole)).toMatchObject({ cancelled: 10_000, paidBack: 9_000 });

  const halves = await paid({ amount: { total: 20_000, paid: 18_000 }, promotion: { ...tenPercent, minimum } });
  await open.cancel(halves, { reason: "r", amount: 10_000, currentCancellableAmount: 20_000 });
  expect(await open.control.payment(halves)).toMatchObject({ cancelled: 10_000, paidBack: 9_000 });
  expect(await open.cancel(halves, { reason: "r", amount: 10_000, currentCancellableAmount: 9_000 })).toMatchObject({
    status: 409,
    body: { type: "CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN" },
  });
  expect(await open.cancel(halves, { reason: "r", amount: 10_000, currentCancellableAmount: 10_000 })).toMatchObject({
    status: 200,
  });
  expect(await open.control.payment(halves)).toMatchObject({ cancelled: 20_000, paidBack: 18_000 });
});

it("the first option binds, RELEASE by default too, while a cancel that chose it stands", async () => {
  const changed = { status: 400, body: { type: "PROMOTION_DISCOUNT_RETAIN_OPTION_SHOULD_NOT_BE_CHANGED" } };
  const retain = { reason: "r", amount: 500, promotionDiscountRetainOption: "RETAIN" };
  const released = await paid(order);
  await open.cancel(released, { reason: "r", amount: 500 });
  expect(await open.cancel(released, retain)).toMatchObject(changed);
  expect(
    await open.cancel(released, { reason: "r", amount: 500, promotionDiscountRetainOption: "RELEASE" }),
  ).toMatchObject({ status: 200 });

  const pending = await paid(order);
  await open.control.planFault({ hits: "cancel", paymentId: pending, fault: { kind: "PENDING" } });
  const { body } = await open.cancel(pending, retain);
  expect(await open.cancel(pending, { reason: "r", amount: 500 })).toMatchObject(changed);
  await open.control.settle(body.cancellation?.id ?? "", "FAILED");
  expect(await open.cancel(pending, { reason: "r", amount: 500 })).toMatchObject({ status: 200 });
  expect(await open.cancel(pending, retain)).toMatchObject(changed);
});

it("a payment without a promotion takes either option", async () => {
  const paymentId = await paid();
  for (const promotionDiscountRetainOption of ["RETAIN", "RELEASE"]) {
    expect(await open.cancel(paymentId, { reason: "r", amount: 500, promotionDiscountRetainOption })).toMatchObject({
      status: 200,
    });
  }
  expect(await open.control.payment(paymentId)).toMatchObject({ cancelled: 1_000, paidBack: 1_000 });
});

it("refuses a cancel after which the rest costs more than was paid, and a changed option", async () => {
  const dear = await paid({ amount: { total: 10_000, paid: 9_000 }, promotion: { ...tenPercent, minimum: 10_000 } });
  expect(await open.cancel(dear, { reason: "r", amount: 500 })).toMatchObject({
    status: 400,
    body: { type: "NEGATIVE_PROMOTION_ADJUSTED_CANCEL_AMOUNT" },
  });
  const paymentId = await paid(order);
  await open.cancel(paymentId, { reason: "r", amount: 500, promotionDiscountRetainOption: "RETAIN" });
  expect(await open.cancel(paymentId, { reason: "r", amount: 500 })).toMatchObject({
    status: 400,
    body: { type: "PROMOTION_DISCOUNT_RETAIN_OPTION_SHOULD_NOT_BE_CHANGED" },
  });
});
