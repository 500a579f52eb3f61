/** The gateways' rules as rows of a real database: the first ones, corrections one after the other, and a table that only grows. */
import { sentence } from "../../src/messages/sentence.js";
import { setTimeout } from "node:timers/promises";
import { inTransaction } from "../../src/database/transaction.js";
import { won } from "../../src/money/minor-units.js";
import { correctRule, loadRules, type RuleCorrection } from "../../src/gateway-rules/rule-book.js";
import { KNOWN_RULES } from "../../src/gateway-rules/known-rules.js";
import { objectionsOf } from "../../src/gateway-rules/objection.js";
import { termsOf, type GatewayRule, type PaidWith } from "../../src/gateway-rules/terms.js";
import { openMigratedDatabase } from "../kit/connected-database.js";
import { shared } from "../kit/shared-resource.js";

const database = shared(openMigratedDatabase);

const korea = (day: string): Date => new Date(`${day}T12:00:00+09:00`);
const load = (): Promise<GatewayRule[]> => loadRules(database.orm.em.fork());
const BY = { subject: "lee.approver", at: korea("2026-11-22") };
const correct = (correction: RuleCorrection) =>
  inTransaction(database.orm.em.fork(), (em) => correctRule(em, correction, BY));
/** Until a session of this database waits for another one's lock. */
async function someoneWaits(): Promise<void> {
  const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  while ((await database.orm.em.fork().execute<unknown[]>(waiting)).length === 0) await setTimeout(10);
}
const idOf = (find: (rule: GatewayRule) => boolean): string => {
  const rule = KNOWN_RULES.find(find);
  if (!rule) throw new Error("no such rule");
  return rule.id;
};
const withoutEnd = { kind: "DEADLINE", value: { within: null, atMost: null } } as const;
const SOURCE = { source: "a letter of the provider, 2026-11-20", note: null };

it("are in a new database as the list of first rules says", async () => {
  const rules = await load();
  const byId = (a: GatewayRule, b: GatewayRule) => (a.id < b.id ? -1 : 1);
  expect(rules.toSorted(byId)).toEqual(KNOWN_RULES.toSorted(byId));
});

describe("a correction", () => {
  const CARD: PaidWith = { gateway: "PORTONE_V2", provider: "KSNET", method: "CARD", paidAt: korea("2026-01-10") };
  const isKsnetDeadline = (rule: GatewayRule) => rule.kind === "DEADLINE" && rule.provider === "KSNET";
  const objectionsOn = (rules: GatewayRule[], day: string) =>
    objectionsOf(termsOf(rules, CARD, korea(day)), {
      amount: won(1_000),
      paymentAmount: won(1_000),
      currency: "KRW",
      captureState: "CAPTURED",
      cancelsSoFar: 0,
      at: korea(day),
      account: null,
    }).map(({ code }) => code);

  it("changes the answer from its day on and not before, and both stay readable", async () => {
    const ruleId = idOf(isKsnetDeadline);
    expect(objectionsOn(await load(), "2026-12-01")).toEqual(["DEADLINE_PASSED"]);
    const answer = await correct({ ruleId, content: withoutEnd, validFrom: "2026-12-01", ...SOURCE });
    if (!answer.ok) throw new Error(answer.problem.code);
    const rules = await load();
    expect(objectionsOn(rules, "2026-11-30")).toEqual(["DEADLINE_PASSED"]);
    expect(objectionsOn(rules, "2026-12-01")).toEqual([]);
    expect(termsOf(rules, CARD, korea("2026-12-01")).decidedBy.DEADLINE).toBe(answer.value.ruleId);
    expect(rules.find(({ id }) => id === ruleId)).toEqual(KNOWN_RULES.find(isKsnetDeadline));
    expect(rules.find(({ id }) => id === answer.value.ruleId)).toEqual({
      ...withoutEnd,
      ...SOURCE,
      id: answer.value.ruleId,
      gateway: null,
      provider: "KSNET",
      method: "CARD",
      validFrom: "2026-12-01",
      supersedes: ruleId,
      recordedBy: "lee.approver",
      recordedAt: BY.at,
    });
  });

  it("is made once per rule, also when a second one comes while the first is being made", async () => {
    const ruleId = idOf(({ kind, provider }) => kind === "DEADLINE" && provider === "NAVER_PAY");
    const correction = { ruleId, content: withoutEnd, validFrom: "2026-12-01", ...SOURCE };
    let second: ReturnType<typeof correct> | undefined;
    const first = await inTransaction(database.orm.em.fork(), async (em) => {
      const answer = await correctRule(em, correction, BY);
      await em.flush();
      second = correct({ ...correction, validFrom: "2026-12-02" });
      await someoneWaits();
      return answer;
    });
    if (!first.ok) throw new Error(first.problem.code);
    const reason = sentence("reasons.rule.corrected", { by: first.value.ruleId });
    expect(await second).toEqual({
      ok: false,
      problem: { code: "INVALID_INPUT", detail: { reason }, field: ["ruleId"] },
    });
  });

  it("says what was wrong with one that cannot be made", async () => {
    const nobody = "00000000-0000-7000-8000-000000009999";
    expect(await correct({ ruleId: nobody, content: withoutEnd, validFrom: "2026-12-01", ...SOURCE })).toMatchObject({
      problem: { code: "NOT_FOUND", field: ["ruleId"] },
    });
    const ruleId = idOf(({ kind }) => kind === "FEE");
    expect(await correct({ ruleId, content: withoutEnd, validFrom: "2026-12-01", ...SOURCE })).toMatchObject({
      problem: {
        detail: { reason: { sentence: "reasons.rule.otherKind", with: { kind: "FEE", given: "DEADLINE" } } },
        field: ["value"],
      },
    });
  });
});

describe("the table", () => {
  it.each([
    ["an update", `update gateway_rule set note = 'x'`, /append-only: UPDATE/],
    ["a delete", `delete from gateway_rule`, /append-only: DELETE/],
    ["a truncate", `truncate gateway_rule`, /append-only: TRUNCATE/],
    [
      "a second rule for a scope",
      `insert into gateway_rule select gen_random_uuid(), kind, gateway, provider, method, value, valid_from, source, note, supersedes, recorded_by, recorded_at
       from gateway_rule where kind = 'BEFORE_CAPTURE'`,
      /gateway_rule_one_per_scope/,
    ],
    [
      "an unknown kind",
      `insert into gateway_rule select gen_random_uuid(), 'MOOD', gateway, provider, method, value, valid_from, source, note, supersedes, recorded_by, recorded_at
       from gateway_rule where kind = 'FEE'`,
      /gateway_rule_kind/,
    ],
  ])("refuses %s", async (_, sql, why) => {
    await expect(database.orm.em.fork().execute(sql)).rejects.toThrow(why);
  });
});
