/** A refusal that named the customer, his id and another refund's account was kept and shown in clear. */
import { changeAccount } from "../../src/refund/commands/change-account.js";
import { Secret } from "../../src/secret.js";
import { codeOf, collectedReturn, key, now, OPERATOR, requestAndDrain } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { planFault } from "../refund/ledgers.js";

const t = sharedTestService();

const account = (number: string, holder: string) => ({
  bankCode: "004",
  number: new Secret(number),
  holder: new Secret(holder),
  phone: new Secret("01099887766"),
});

it("what is known of the order is struck out of a refusal, also the account that was replaced", async () => {
  const { order, refund, gatewayPaymentId } = await collectedReturn(t, 10_000);
  const customerId = order.customerId.reveal().toUpperCase();
  for (const received of [account("3021122334", "김용"), account("110234567890", "남궁민수")]) {
    const { id } = refund;
    const { version } = await now(t, refund);
    const change = { id, expectedVersion: version, idempotencyKey: key(), account: received };
    expect(codeOf(await changeAccount(t.context, OPERATOR, change))).toBe("ok");
  }
  const sentence = `고객 홍 길동(${customerId})님, 예금주 김용 → 남궁민수, 계좌 ３０２-112 2334, 110.234.567.890, 010 9988 7766: 한도 12000원 초과`;
  await planFault(t, "cancel", gatewayPaymentId, { kind: "REFUSE", pgMessage: sentence.normalize("NFD") });
  await requestAndDrain(t, refund);
  const [row] = await t.rows<{ texts: string; message: string }>(
    `select concat(a.message, a.exchange::text, r.gateway_message) as texts, a.message
     from gateway_attempt a join refund r on r.id = a.refund_id where r.id = ?`,
    [refund.id],
  );
  expect(row?.message.normalize("NFC")).toContain("한도 12000원 초과");
  const lettersOf = (text: string): string => text.normalize("NFKC").replace(/[^\p{L}\p{N}]/gu, "");
  const seen = lettersOf(row?.texts ?? "");
  for (const known of [
    "홍길동",
    lettersOf(customerId),
    "김용",
    "남궁민수",
    "3021122334",
    "110234567890",
    "01099887766",
  ])
    expect([known, seen.includes(known)]).toEqual([known, false]);
});
