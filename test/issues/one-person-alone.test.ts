/**
 * One person, alone, could turn a card payment nobody had asked back into a bank transfer to an account of their own. For
 * every two steps one person can take, whatever roles they hold: a second person stands between them and the money.
 */
import type { Principal } from "../../src/access/principal.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { HOUR, MINUTE } from "../kit/clock.js";
import {
  APPROVER,
  codeOf,
  collectedReturn,
  now,
  OPERATOR,
  orderFacts,
  payAtGateway,
  person,
  refundsOfReturn,
  reportReturn,
  request,
  requestAndDrain,
  type Paid,
} from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { registered } from "../manual-refund/accepted.js";
import { chosen, made, record } from "../manual-refund/results.js";
import { ACCOUNT, account, intoVirtualAccount } from "../refund/accounts.js";
import { requestedReturn, alarmsOf, callsOf, stateOf } from "../refund/ledgers.js";
import {
  AGENT,
  approve,
  cancel,
  changeAccount,
  decline,
  fallBack,
  reopen,
  retry,
  reverse,
  type Answer,
} from "../refund/mutations.js";

const t = sharedTestService();
beforeEach(() => t.sandbox.clearFaults());

/** Every role at once: only the rules stand in the way. */
const INSIDER = person("han.insider", "refund-operator", "cs-agent", "approver", "accountant");
const OWN = account({ number: "999000111222" });
const AMOUNT = 390_912;

async function refused(paid: Paid[] | number, by: Principal = OPERATOR) {
  const scenario = await collectedReturn(t, paid, { refundAccount: ACCOUNT });
  await t.sandbox.planFault({ hits: "cancel", fault: { kind: "REFUSE" }, paymentId: scenario.gatewayPaymentId });
  await requestAndDrain(t, scenario.refund, by);
  expect(await stateOf(t, scenario.refund)).toBe("refused");
  return scenario;
}

const STARTS: Record<string, () => Promise<Refund>> = {
  "a collected return": async () => (await collectedReturn(t, AMOUNT, { refundAccount: ACCOUNT })).refund,
  "a refusal": async () => (await refused(AMOUNT)).refund,
  "an accepted transfer": async () => {
    const { refund } = await refused(AMOUNT);
    expect(codeOf(await fallBack(t, refund))).toBe("ok");
    expect(await stateOf(t, refund)).toBe("accepted.unprocessed");
    return refund;
  },
  "a refund that was paid to a bank account": async () => {
    const { refund } = await requestedReturn(t, [{ amount: AMOUNT, method: "BANK_TRANSFER" }], {
      refundAccount: ACCOUNT,
    });
    expect(await stateOf(t, refund)).toBe("completed");
    return refund;
  },
  "a payment into a virtual account": async () =>
    (await collectedReturn(t, [intoVirtualAccount(AMOUNT)], { refundAccount: ACCOUNT })).refund,
  "a manual refund they registered themselves": async () => {
    const { refund } = await collectedReturn(t, AMOUNT, { sold: [{ amount: 1 }, { amount: AMOUNT - 1 }] });
    return registered(t, refund.paymentId, AMOUNT - 1, { account: OWN }, INSIDER);
  },
};

type Step = (refund: Refund) => Promise<Answer>;
const STEPS: Record<string, Step> = {
  name: (refund) => changeAccount(t, refund, OWN, INSIDER),
  fallBack: (refund) => fallBack(t, refund, INSIDER),
  request: (refund) => request(t, refund, INSIDER),
  retry: (refund) => retry(t, refund, INSIDER),
  approve: (refund) => approve(t, refund, INSIDER),
  decline: (refund) => decline(t, refund, INSIDER),
  cancel: (refund) => cancel(t, refund, INSIDER),
  reopen: (refund) => reopen(t, refund, INSIDER),
  reverse: (refund) => reverse(t, refund, INSIDER),
  recordMade: async (refund) => record(t, await chosen(t, refund, made(t)), { by: INSIDER }),
};

/** The youngest refund of the debt: successors stand for their predecessors. */
async function youngest(refund: Refund): Promise<Refund> {
  const [row] = await t.rows<{ id: string }>(
    `with recursive line as (select id from refund where id = ? union all select r.id from refund r join line on r.predecessor_id = line.id)
     select id from line where not exists (select 1 from refund where predecessor_id = line.id)`,
    [refund.id],
  );
  return now(t, row!);
}

/** The insider's account could be paid now, is being paid or was paid, and nobody else had a say. */
async function payableToInsider(refund: Refund): Promise<boolean> {
  if (!refund.accountNamedBy.includes(INSIDER.subject) || refund.approvedBy !== null) return false;
  if (refund.state === "accepted.unprocessed" || refund.state === "accepted.failed") return true;
  if (refund.processingResult === "SUCCEEDED") return true;
  const [sent] = await t.rows(`select 1 from gateway_attempt where refund_id = ? and uses_account`, [refund.id]);
  return sent !== undefined && refund.state !== "refundRequested.refused";
}

describe.each(Object.keys(STARTS))("from %s", (start) => {
  it("no two steps of one person bring money to an account they named", async () => {
    const outcomes: string[] = [];
    const take = async (origin: Refund, path: string, step: string): Promise<boolean> => {
      const answer = await STEPS[step]!(await youngest(origin));
      const after = await youngest(origin);
      if (await payableToInsider(after)) outcomes.push(`${path} → ${after.state}`);
      return answer.outcome.ok;
    };
    for (const first of Object.keys(STEPS)) {
      for (const second of Object.keys(STEPS)) {
        const origin = await STARTS[start]!();
        // A step that cannot be taken leaves a shorter story, which is one of the others.
        if (!(await take(origin, first, first))) break;
        if (!(await take(origin, `${first}, ${second}`, second))) continue;
        await take(origin, `${first}, ${second}, name`, "name");
        await take(origin, `${first}, ${second}, name, fallBack`, "fallBack");
      }
    }
    expect(outcomes).toEqual([]);
  });
});

describe("falling back", () => {
  it("of a card payment nobody asked the gateway for takes a second person, and says why", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, AMOUNT);
    expect(codeOf(await changeAccount(t, refund, account({ holder: "한내부" }), AGENT))).toBe("ok");
    expect(codeOf(await fallBack(t, refund, AGENT))).toBe("ok");
    expect(await now(t, refund)).toMatchObject({
      state: "accepted.awaitingApproval",
      approvalReasons: ["NO_REFUSAL_BEHIND", "HOLDER_DIFFERS", "ACCOUNT_NAMED_BY_REQUESTER"],
    });
    expect((await callsOf(t, gatewayPaymentId)).map(({ method }) => method)).toEqual(["GET"]);
    expect(codeOf(await approve(t, refund, AGENT))).toBe("SAME_PERSON");
    expect(codeOf(await approve(t, refund, APPROVER))).toBe("ok");
  });

  it("after a definite refusal, to the customer's own account that the return named, takes nobody else", async () => {
    const { refund } = await refused(AMOUNT);
    expect(codeOf(await fallBack(t, refund, AGENT))).toBe("ok");
    expect(await now(t, refund)).toMatchObject({ state: "accepted.unprocessed", approvalReasons: [] });
  });

  it("spells a holder as banks do: composed or not, with blanks or without", async () => {
    for (const holder of ["홍 길동", "홍길동".normalize("NFD")]) {
      const { refund } = await refused(10_000);
      await changeAccount(t, refund, account({ holder }), AGENT);
      await fallBack(t, refund, OPERATOR);
      expect((await now(t, refund)).approvalReasons).toEqual([]);
    }
  });

  it("while the gateway cannot be asked takes a reason and a second person", async () => {
    const { refund } = await refused(AMOUNT);
    await t.stopSandbox();
    expect(codeOf(await fallBack(t, refund))).toBe("GATEWAY_UNREACHABLE");
    expect(codeOf(await fallBack(t, refund, OPERATOR, "고객이 오늘 출국합니다"))).toBe("ok");
    await t.restoreSandbox();
    expect(await now(t, refund)).toMatchObject({
      state: "accepted.awaitingApproval",
      approvalReasons: ["GATEWAY_NOT_ASKED"],
    });
  });

  it("of what came back once takes a second person, also when the successor was cancelled and opened again", async () => {
    const { refund } = await requestedReturn(t, [{ amount: 10_000, method: "BANK_TRANSFER" }], {
      refundAccount: ACCOUNT,
    });
    await reverse(t, refund);
    await cancel(t, await youngest(refund));
    await reopen(t, await youngest(refund));
    const third = await youngest(refund);
    expect(codeOf(await request(t, third))).toBe("GATEWAY_BALANCE_SPENT");
    await fallBack(t, third);
    expect(await now(t, third)).toMatchObject({
      state: "accepted.awaitingApproval",
      approvalReasons: ["PAID_AGAIN"],
    });
  });
});

describe("whoever named the account", () => {
  it("does not approve it: not after somebody else has saved it again, and not as a successor's", async () => {
    const { refund } = await refused(AMOUNT);
    await changeAccount(t, refund, OWN, INSIDER);
    await changeAccount(t, refund, OWN, AGENT);
    await fallBack(t, refund, AGENT);
    expect(codeOf(await approve(t, refund, INSIDER))).toBe("SAME_PERSON");
    await cancel(t, refund);
    await reopen(t, refund);
    const successor = await youngest(refund);
    expect(successor.accountNamedBy).toEqual(["return-service", INSIDER.subject, AGENT.subject]);
    await fallBack(t, successor, OPERATOR);
    expect(await stateOf(t, successor)).toBe("accepted.awaitingApproval");
    expect(codeOf(await approve(t, successor, INSIDER))).toBe("SAME_PERSON");
    expect(codeOf(await approve(t, successor, APPROVER))).toBe("ok");
  });
});

describe("the limit", () => {
  const again = async (of: { order: Parameters<typeof reportReturn>[1] }): Promise<Refund> => {
    const { outcome } = await reportReturn(t, of.order);
    if (!outcome.ok) throw new Error(outcome.problem.code);
    return (await refundsOfReturn(t, outcome.value.returnId))[0]!;
  };

  it("counts what is finished: split in sequence, the same order's second part waits", async () => {
    const first = await collectedReturn(t, 1_200_000, { sold: [{ amount: 1_200_000, quantity: 2 }] });
    await requestAndDrain(t, first.refund);
    expect(await stateOf(t, first.refund)).toBe("completed");
    await t.pass(72 * HOUR);
    const second = await again(first);
    await request(t, second);
    expect(await now(t, second)).toMatchObject({
      state: "refundRequested.awaitingApproval",
      approvalReasons: ["ABOVE_LIMIT"],
    });
  });

  it("counts one customer's orders of a Korean day, and no other day's", async () => {
    const first = await collectedReturn(t, 600_000);
    await requestAndDrain(t, first.refund);
    const { customerId } = first.order;
    const another = async () => {
      const paid = [{ amount: 600_000 }];
      const order = { ...orderFacts(paid), customerId };
      await payAtGateway(t, order, paid);
      return again({ order });
    };
    const sameDay = await another();
    await request(t, sameDay);
    expect(await stateOf(t, sameDay)).toBe("awaitingApproval");
    await decline(t, sameDay);
    await t.pass(24 * HOUR + MINUTE);
    await request(t, sameDay);
    expect(await stateOf(t, sameDay)).toBe("submitting");
  });
});

it("alarms nobody while all of this is only asked for", async () => {
  const { refund } = await collectedReturn(t, AMOUNT, { refundAccount: ACCOUNT });
  await fallBack(t, refund, AGENT);
  expect(await alarmsOf(t, refund.paymentId)).toEqual([]);
});
