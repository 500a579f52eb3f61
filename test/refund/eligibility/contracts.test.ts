/** Refund contracts (환불 특약) are dated rules that an approver records and ends: what needs one is sent on the days it holds. */
import { mutationOf, mutate, ask } from "../../api/ask.js";
import { HOUR } from "../../kit/clock.js";
import { APPROVER, codeOf, collectedReturn, key, OPERATOR, request } from "../../kit/fixtures.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { ACCOUNT, intoVirtualAccount } from "../accounts.js";

/** The service stands at 3 March 2031, and has a contract with KCP. */
const t = sharedTestService({ contracts: ["KCP"] });

interface Answer {
  rule: { id: string; standing: string; recordedBy: string; source: string; value: { made: boolean } } | null;
  replayed: boolean;
  userErrors: { code: string; message: string }[];
}

const RULE = `rule { id standing recordedBy source value { ... on ContractMadeRule { made } } } replayed userErrors { code message }`;

const contract = (provider: string | null, more: object = {}) => ({
  ...(provider && { provider }),
  value: { contractMade: { made: true } },
  validFrom: "2031-03-03",
  source: "가상계좌 환불 특약서, 2031-03-01",
  idempotencyKey: key(),
  ...more,
});
const record = (input: object) => mutate<Answer>(t, "gatewayRuleRecord", input, RULE, APPROVER);
const correct = (input: object) => mutate<Answer>(t, "gatewayRuleCorrect", input, RULE, APPROVER);

const owed = async (provider: "KCP" | "INICIS" | "NICE" | "KSNET") =>
  (await collectedReturn(t, [intoVirtualAccount(1_000, { provider })], { refundAccount: ACCOUNT })).refund;

it("opens from its day on and not before, and closes on the day it ends", async () => {
  const [early, during, late] = [await owed("INICIS"), await owed("INICIS"), await owed("INICIS")];
  const answer = await record(contract("INICIS", { validFrom: "2031-03-04" }));
  expect(answer).toMatchObject({
    userErrors: [],
    rule: {
      standing: "NOT_YET",
      recordedBy: "lee.approver",
      source: "가상계좌 환불 특약서, 2031-03-01",
      value: { made: true },
    },
  });
  expect(codeOf(await request(t, early))).toBe("CONTRACT_MISSING");
  expect(codeOf(await request(t, await owed("KCP")))).toBe("ok");
  t.clock.advance(24 * HOUR);
  expect(codeOf(await request(t, during))).toBe("ok");
  const ended = await correct({
    ruleId: answer.rule?.id,
    value: { contractMade: { made: false } },
    validFrom: "2031-03-05",
    source: "해지 통지",
    idempotencyKey: key(),
  });
  expect(ended.userErrors).toEqual([]);
  t.clock.advance(24 * HOUR);
  expect(codeOf(await request(t, late))).toBe("CONTRACT_MISSING");
});

it("is recorded by an approver, with the provider it is made with", async () => {
  const { errors } = await ask(t, mutationOf("gatewayRuleRecord", RULE), { input: contract("NICE") }, { by: OPERATOR });
  expect(errors?.[0]?.extensions["code"]).toBe("FORBIDDEN");
  expect((await record(contract(null))).userErrors).toEqual([
    { code: "INVALID_INPUT", message: "The input is not valid: a contract is made with one provider: name it" },
  ]);
  const both = { value: { contractMade: { made: true }, contract: { needed: "NEVER" } } };
  expect((await record(contract("NICE", both))).userErrors).toMatchObject([{ code: "INVALID_INPUT" }]);
  expect(codeOf(await request(t, await owed("NICE")))).toBe("CONTRACT_MISSING");
});

it("is recorded once: of two at once one is told to correct the other, and a repeat is the same answer", async () => {
  const first = contract("KSNET");
  const answers = await Promise.all([record(first), record(contract("KSNET"))]);
  const refused = answers.flatMap(({ userErrors }) => userErrors);
  expect(refused).toEqual([
    {
      code: "INVALID_INPUT",
      message:
        "The input is not valid: there is a contract-made rule for this gateway, provider and method already: correct the last of its corrections",
    },
  ]);
  expect((await record(first)).replayed).toBe(true);
  const [row] = await t.rows<{ count: string }>(
    `select count(*) from gateway_rule where kind = 'CONTRACT_MADE' and provider = 'KSNET'`,
  );
  expect(Number(row?.count)).toBe(1);
});
