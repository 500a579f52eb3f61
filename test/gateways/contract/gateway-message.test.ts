/** Every gateway: `gatewayCode` and `gatewayMessage` hold its words or its provider's, and what we found stands in `finding`. */
import type { GatewayName } from "../../../src/gateways/port.js";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { lookUpPayment } from "../../../src/refund/settlement/look-up-attempt.js";
import { request } from "../../kit/fixtures.js";
import { dataOf } from "../../api/ask.js";
import { openContractService, type ContractService, type Returned } from "./contract-service.js";
import { GATEWAYS_UNDER_TEST } from "./gateways.js";

let on: ContractService;
beforeAll(async () => {
  on = await openContractService();
});
afterAll(() => on.close());

interface Explained {
  gatewayMessage: string | null;
  finding: { code: string; particulars: string } | null;
}
interface Seen extends Explained {
  gatewayPhase: string | null;
  failure: Explained | null;
  attempts: (Explained & { gatewayCode: string | null })[];
}

async function shown({ id }: Pick<Refund, "id">): Promise<Seen> {
  const explained = "gatewayMessage finding { code particulars }";
  const query = `query ($id: ID!) { refund(id: $id) { gatewayPhase ${explained} failure { ${explained} } attempts { gatewayCode ${explained} } } }`;
  return (await dataOf<{ refund: Seen }>(on.t, query, { id })).refund;
}

/** A refund of 4,000 after some trouble was made, requested and sent. */
async function sentAfter(name: GatewayName, trouble: (scenario: Returned) => Promise<unknown>): Promise<Returned> {
  const scenario = await on.returned(name, [4_000]);
  await trouble(scenario);
  await request(on.t, scenario.refund);
  await on.t.drain();
  return scenario;
}

/** The finding alone: the gateway said nothing. */
function expectFinding(seen: Seen, code: string, particulars: unknown): void {
  const silent = { gatewayMessage: null, finding: { code, particulars } };
  expect(seen.attempts).toEqual([{ gatewayCode: null, ...silent }]);
  // Of an unknown refund only a claimed effect stands with the refund; one that was overtaken has no failure any more.
  const unknown = seen.gatewayPhase === "UNKNOWN";
  const { gatewayMessage, finding, failure } = seen;
  expect({ gatewayMessage, finding }).toEqual(unknown ? { gatewayMessage: null, finding: null } : silent);
  expect([undefined, null, silent.finding.code]).toContain(unknown ? null : failure && failure.finding?.code);
}

const REFUSALS: Partial<Record<GatewayName, { gatewayCode: string; gatewayMessage: string }>> = {
  PORTONE_V2: { gatewayCode: "PG_PROVIDER:CD01", gatewayMessage: "취소 가능 기간이 경과하였습니다" },
  IAMPORT_V1: { gatewayCode: "CODE_-1", gatewayMessage: "카드사에서 취소를 거절했습니다." },
  TOSS_PAY: { gatewayCode: "INACTIVE_USER", gatewayMessage: "탈퇴한 사용자입니다." },
  EBP: { gatewayCode: "EBP-D-0001", gatewayMessage: "Refused on demand." },
};

describe.each(GATEWAYS_UNDER_TEST)("$name", ({ name }) => {
  it("a refusal is told in the gateway's own words, without a finding", async () => {
    const { refund } = await sentAfter(name, (scenario) => on.refuse(name, scenario.gatewayPaymentId));
    const seen = await shown(refund);
    expect(seen.attempts).toEqual([{ ...REFUSALS[name], finding: null }]);
  });

  it("another balance than ours", async () => {
    const { refund } = await sentAfter(name, ({ gatewayPaymentId }) =>
      on.ledgerOf(name).cancelInConsole(gatewayPaymentId, { amount: 3_000 }),
    );
    const seen = await shown(refund);
    expectFinding(seen, "GATEWAY_AHEAD", "money was cancelled at the gateway of which we did not know");
  });

  it("a balance that nobody can explain", async () => {
    const { refund } = await sentAfter(name, ({ paymentId }) =>
      on.t.rows(
        `update payment set refunded_at_gateway_total = 1000, refunded_at_gateway_taxable = 1000 where id = ?`,
        [paymentId],
      ),
    );
    expectFinding(await shown(refund), "BALANCE_DIFFERS", "the gateway counts 0 as cancelled, we count 1000");
  });

  it("an open circuit", async () => {
    const { refund } = await sentAfter(name, () =>
      on.t.rows(
        `insert into gateway_circuit (gateway, call, failures, code, opened_at, probe_at) values (?, 'CANCEL', 1, 'HTTP_401', now(), '2031-03-04T00:00:00Z')`,
        [name],
      ),
    );
    await on.t.rows(`delete from gateway_circuit where gateway = ?`, [name]);
    const message = "the gateway does not answer, or refuses this shop (HTTP_401): nothing is sent until it does";
    expectFinding(await shown(refund), "CIRCUIT_OPEN", message);
  });

  it("a lost answer", async () => {
    const { refund } = await sentAfter(name, ({ gatewayPaymentId: paymentId }) =>
      on.ledgerOf(name).planFault({ hits: "cancel", paymentId, fault: { kind: "LOSE_ANSWER_BEFORE_EFFECT" } }),
    );
    const seen = await shown(refund);
    expect(seen).toMatchObject({ gatewayPhase: "UNKNOWN", gatewayMessage: null, finding: null });
    expectFinding(seen, "NO_ANSWER", expect.stringMatching(/^UND_ERR_SOCKET: other side closed$/));
  });

  it("a payment it does not know", async () => {
    const { refund } = await sentAfter(name, ({ paymentId }) =>
      on.t.rows(`update payment set gateway_payment_id = ? where id = ?`, [`pnowhere${name}`, paymentId]),
    );
    expectFinding(await shown(refund), "PAYMENT_NOT_FOUND", "the gateway does not know this payment");
  });
});

it("a pending cancellation that is no longer listed", async () => {
  const { refund, paymentId } = await sentAfter("PORTONE_V2", ({ gatewayPaymentId }) =>
    on.acceptForLater("PORTONE_V2", gatewayPaymentId),
  );
  await on.t.rows(`update gateway_attempt set gateway_cancellation_id = 'gone' where refund_id = ?`, [refund.id]);
  await lookUpPayment(on.t.context, paymentId, "WEBHOOK");
  const seen = await shown(refund);
  expect(seen.gatewayPhase).toBe("UNKNOWN");
  expectFinding(seen, "PENDING_VANISHED", "the gateway no longer lists the pending cancellation");
});
