/** Gateway rules through the API: what holds, what was corrected, and who may do so. Correcting itself is tested with the rule book. */
import { KNOWN_RULES } from "../../src/gateway-rules/known-rules.js";
import { RULE_KINDS, type RuleKind } from "../../src/gateway-rules/rule-value.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { APPROVER, key, OPERATOR, person } from "../kit/fixtures.js";
import { mutationOf, mutate, dataOf, errorOf } from "./ask.js";

const t = sharedTestService();

interface Rule {
  id: string;
  kind: RuleKind;
  gateway: string | null;
  provider: string | null;
  method: string | null;
  value: Record<string, unknown>;
  validFrom: string;
  standing: string;
  source: string;
  note: string | null;
  supersedes: string | null;
  correctedBy: string | null;
  recordedBy: string;
  recordedAt: string;
}

const PERIOD = `{ unit count }`;
const RULE = `id kind gateway provider method validFrom standing source note supersedes correctedBy recordedBy recordedAt value { __typename
  ... on DeadlineRule { within ${PERIOD} approximate atMost ${PERIOD} } ... on PartialRule { possible }
  ... on BeforeCaptureRule { partialPossible } ... on CancelCountRule { cancels: max } ... on AccountRule { needed phone }
  ... on ContractRule { needed } ... on UnsupportedRule { unsupported } ... on FeeRule { perRefund sunk }
  ... on ArrivalRule { min days: max sameDay } ... on HoursRule { open { from to } } }`;
const RULES = `query ($gateway: Gateway, $provider: Provider, $method: PaymentMethod, $on: Date) {
  gatewayRules(gateway: $gateway, provider: $provider, method: $method, on: $on) { ${RULE} } }`;
const CORRECTED = `replayed rule { ${RULE} } userErrors { code message field }`;

const rules = async (about: object = {}, by = OPERATOR): Promise<Rule[]> =>
  (await dataOf<{ gatewayRules: Rule[] }>(t, RULES, { ...about }, { by })).gatewayRules;
interface Answer {
  replayed: boolean;
  rule: Rule | null;
  userErrors: { code: string; message: string; field: string[] | null }[];
}
const correct = (input: object) => mutate<Answer>(t, "gatewayRuleCorrect", input, CORRECTED, APPROVER);

const SOURCE = "KSNET, letter of 2031-02-20, section 2";
const first = (kind: RuleKind, provider: string | null = null): string => {
  const rule = KNOWN_RULES.find((each) => each.kind === kind && (provider === null || each.provider === provider));
  if (!rule) throw new Error(`no ${kind} rule`);
  return rule.id;
};
const received = (over: object = {}) => ({
  ruleId: first("DEADLINE", "NAVER_PAY"),
  value: { deadline: { within: { unit: "DAYS", count: 1_000 } } },
  validFrom: "2031-04-01",
  source: SOURCE,
  idempotencyKey: key(),
  ...over,
});

describe("gatewayRules", () => {
  it("shows every rule with what it says, and where it was read", async () => {
    const all = await rules();
    // Contracts are recorded by people, and none is known before.
    const contracts = all.filter(({ kind }) => kind === "CONTRACT_MADE");
    expect(contracts).toHaveLength(2);
    const known = all.filter(({ kind }) => kind !== "CONTRACT_MADE");
    expect(known.map(({ id }) => id).toSorted()).toEqual(KNOWN_RULES.map(({ id }) => id).toSorted());
    expect(new Set(all.map(({ kind }) => kind)).size).toBe(RULE_KINDS.length);
    const corrections = KNOWN_RULES.flatMap(({ id, supersedes }) => (supersedes === null ? [] : [[supersedes, id]]));
    for (const { id, standing, correctedBy } of all) {
      const by = corrections.find(([corrected]) => corrected === id)?.[1] ?? null;
      expect([standing, correctedBy]).toEqual([by === null ? "IN_FORCE" : "SUPERSEDED", by]);
    }
    expect(all.find(({ id }) => id === first("DEADLINE"))).toMatchObject({
      method: "CARD",
      value: {
        __typename: "DeadlineRule",
        within: { unit: "YEARS", count: 1 },
        approximate: true,
        atMost: { unit: "YEARS", count: 2 },
      },
      source: expect.stringContaining("PortOne"),
    });
  });

  it("tells each kind's value by its own type", async () => {
    const valueOf = async (kind: RuleKind) => (await rules()).find(({ id }) => id === first(kind))?.value;
    expect(await valueOf("PARTIAL")).toEqual({ __typename: "PartialRule", possible: true });
    expect(await valueOf("BEFORE_CAPTURE")).toEqual({ __typename: "BeforeCaptureRule", partialPossible: false });
    expect(await valueOf("CANCEL_COUNT")).toEqual({ __typename: "CancelCountRule", cancels: 9 });
    expect(await valueOf("ACCOUNT")).toEqual({ __typename: "AccountRule", needed: "ALWAYS", phone: false });
    expect(await valueOf("CONTRACT")).toEqual({ __typename: "ContractRule", needed: "ALWAYS" });
    expect(await valueOf("UNSUPPORTED")).toEqual({ __typename: "UnsupportedRule", unsupported: true });
    expect(await valueOf("FEE")).toEqual({ __typename: "FeeRule", perRefund: 300, sunk: 300 });
    expect(await valueOf("ARRIVAL")).toEqual({ __typename: "ArrivalRule", min: 3, days: 5, sameDay: true });
    expect(await valueOf("HOURS")).toEqual({ __typename: "HoursRule", open: { from: "06:00", to: "23:00" } });
  });

  it("narrows to what speaks of a payment, general rules included, the most specific first", async () => {
    const about = await rules({ gateway: "PORTONE_V2", provider: "KCP", method: "MOBILE" });
    const found = about.filter(({ kind }) => kind === "DEADLINE");
    expect(found.map(({ provider, method }) => [provider, method])).toEqual([
      ["KCP", "MOBILE"],
      [null, "MOBILE"],
    ]);
    expect(about.filter(({ kind }) => kind === "BEFORE_CAPTURE")).toHaveLength(1);
    const early = await rules({ on: "1999-12-31" });
    expect(new Set(early.map(({ standing }) => standing))).toEqual(new Set(["NOT_YET"]));
  });

  it("is for those who are asked why, and correcting for those who approve", async () => {
    const nobody = { by: person("han.privacy", "privacy-officer") };
    expect(await errorOf(t, `{ gatewayRules { id } }`, {}, nobody)).toMatchObject({ code: "FORBIDDEN" });
    const forbidden = await errorOf(
      t,
      mutationOf("gatewayRuleCorrect", CORRECTED),
      { input: received() },
      { by: OPERATOR },
    );
    expect(forbidden).toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("gatewayRuleCorrect", () => {
  it("puts a rule beside the one it corrects, once per key", async () => {
    const input = received({ note: " told by telephone first " });
    const answer = await correct(input);
    expect(answer).toMatchObject({
      replayed: false,
      userErrors: [],
      rule: {
        kind: "DEADLINE",
        provider: "NAVER_PAY",
        value: { within: { unit: "DAYS", count: 1_000 }, approximate: false, atMost: null },
        validFrom: "2031-04-01",
        // The test's clock stands at 3 March 2031.
        standing: "NOT_YET",
        source: SOURCE,
        note: "told by telephone first",
        supersedes: input.ruleId,
        correctedBy: null,
        recordedBy: APPROVER.subject,
        recordedAt: t.clock.now().toISOString(),
      },
    });
    expect(await correct(input)).toEqual({ ...answer, replayed: true });
    expect(await correct({ ...input, source: "another letter" })).toMatchObject({
      rule: null,
      userErrors: [{ code: "IDEMPOTENCY_KEY_REUSED", field: ["idempotencyKey"] }],
    });

    const standingsOn = async (on: string) =>
      (await rules({ provider: "NAVER_PAY", on }))
        .filter(({ kind, provider }) => kind === "DEADLINE" && provider === "NAVER_PAY")
        .map(({ id, standing, correctedBy }) => ({ id, standing, correctedBy }));
    const correction = answer.rule?.id;
    expect(await standingsOn("2031-03-31")).toEqual([
      { id: input.ruleId, standing: "IN_FORCE", correctedBy: correction },
      { id: correction, standing: "NOT_YET", correctedBy: null },
    ]);
    expect(await standingsOn("2031-04-01")).toEqual([
      { id: input.ruleId, standing: "SUPERSEDED", correctedBy: correction },
      { id: correction, standing: "IN_FORCE", correctedBy: null },
    ]);

    expect(await correct(received())).toMatchObject({
      rule: null,
      userErrors: [{ code: "INVALID_INPUT", field: ["ruleId"] }],
    });
    const again = await correct(received({ ruleId: correction, value: { deadline: {} } }));
    expect(again).toMatchObject({ userErrors: [], rule: { supersedes: correction, value: { within: null } } });
  });

  const VALUES: [RuleKind, object, object][] = [
    ["PARTIAL", { partial: { possible: false } }, { possible: false }],
    ["BEFORE_CAPTURE", { beforeCapture: { partialPossible: true } }, { partialPossible: true }],
    ["CANCEL_COUNT", { cancelCount: { max: null } }, { cancels: null }],
    ["ACCOUNT", { account: { needed: "NEVER", phone: false } }, { needed: "NEVER" }],
    ["CONTRACT", { contract: { needed: "AFTER_MONTH" } }, { needed: "AFTER_MONTH" }],
    ["UNSUPPORTED", { unsupported: { unsupported: false } }, { unsupported: false }],
    ["FEE", { fee: { perRefund: 500, sunk: 0 } }, { perRefund: 500, sunk: 0 }],
    ["ARRIVAL", { arrival: { min: 2, sameDay: false } }, { min: 2, days: null, sameDay: false }],
    ["HOURS", { hours: { open: { from: "08:00", to: "22:30" } } }, { open: { from: "08:00", to: "22:30" } }],
    ["DEADLINE", { deadline: { within: { unit: "CALENDAR_MONTH" }, atMost: null } }, { within: { count: null } }],
  ];
  it.each(VALUES)("takes a value of a %s rule", async (kind, value, expected) => {
    const { rule, userErrors } = await correct(received({ ruleId: first(kind), value, validFrom: "2031-03-01" }));
    expect(userErrors).toEqual([]);
    expect(rule).toMatchObject({ kind, standing: "IN_FORCE", value: expected });
  });

  const period = (unit: string, count?: number | null) => ({ unit, ...(count === undefined ? {} : { count }) });
  const deadline = (within: object, atMost?: object) => ({ value: { deadline: { within, atMost } } });
  const FAULTS: [string, object, string[]][] = [
    ["no value", { value: {} }, ["value"]],
    ["two values", { value: { partial: { possible: true }, contract: { needed: "NEVER" } } }, ["value"]],
    ["a value of another kind", { value: { partial: { possible: true } } }, ["value"]],
    ["a period without a count", deadline(period("DAYS")), ["value", "deadline", "within", "count"]],
    ["no days", deadline(period("DAYS", 0)), ["value", "deadline", "within", "count"]],
    ["more days than the calendar has", deadline(period("YEARS", 10_001)), ["value", "deadline", "within", "count"]],
    ["a counted calendar month", deadline(period("CALENDAR_MONTH", 2)), ["value", "deadline", "within"]],
    ["an end before the usual one", deadline(period("YEARS", 1), period("MONTHS", 6)), ["value", "deadline", "atMost"]],
    [
      "a time that is none",
      { value: { hours: { open: { from: "6:00", to: "25:00" } } } },
      ["value", "hours", "open", "from"],
    ],
    ["no source", { source: "  " }, ["source"]],
    ["a source of many lines", { source: "a\nb" }, ["source"]],
    ["too short a key", { idempotencyKey: "1234567" }, ["idempotencyKey"]],
    ["an id that is none", { ruleId: "1" }, ["ruleId"]],
  ];
  it.each(FAULTS)("refuses %s and says where", async (_, over, field) => {
    const { rule, userErrors } = await correct(received({ ruleId: first("DEADLINE", "KAKAO_PAY"), ...over }));
    expect(rule).toBeNull();
    expect(userErrors[0]).toMatchObject({ code: "INVALID_INPUT", field });
  });

  it("does not know a rule that is none", async () => {
    const { userErrors } = await correct(received({ ruleId: "00000000-0000-7000-8000-000000009999" }));
    expect(userErrors).toMatchObject([{ code: "NOT_FOUND", field: ["ruleId"] }]);
  });
});
