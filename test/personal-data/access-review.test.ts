/** The access record for the privacy officer: its list and filters, its months, and the word that a month was reviewed. */
import { transact } from "../../src/refund/context.js";
import { recordAccess } from "../../src/personal-data/record-access.js";
import { Secret } from "../../src/secret.js";
import { ask, dataOf } from "../api/ask.js";
import { collectedReturn, key, person } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { AGENT } from "../refund/mutations.js";

const t = sharedTestService();
const OFFICER = person("han.privacy", "privacy-officer");
const OTHER_OFFICER = person("oh.privacy", "privacy-officer");

const LIST = `query ($where: PersonalDataAccessWhere, $first: Int, $after: String) {
  personalDataAccesses(first: $first, after: $after, where: $where) {
    totalCount { count precision } pageInfo { hasNextPage endCursor }
    edges { node { sequence action clientAddress fields recordCount reasonCode sought reason { text } refund { id } actorPerson { subject } } }
  }
}`;
interface Listed {
  personalDataAccesses: {
    totalCount: { count: number; precision: string };
    pageInfo: { hasNextPage: boolean; endCursor: string };
    edges: { node: { sequence: number } & Record<string, unknown> }[];
  };
}
const listed = async (where: object = {}, { first = 20, after = null as string | null } = {}) =>
  (await dataOf<Listed>(t, LIST, { where, first, after }, { by: OFFICER })).personalDataAccesses;
const numbers = async (where: object) => (await listed(where)).edges.map(({ node }) => node.sequence);

const access = (at: string, over: Partial<Parameters<typeof recordAccess>[2]> = {}) =>
  transact(t.context, (em) =>
    recordAccess(t.context.cipher, em, {
      principal: AGENT,
      clientAddress: "198.51.100.4",
      at: new Date(at),
      action: "SEARCH",
      fields: ["NAME"],
      recordCount: 2,
      sought: new Secret("홍길동"),
      ...over,
    }),
  );

let refund: Awaited<ReturnType<typeof collectedReturn>>["refund"];
let orderNo: string;
beforeAll(async () => {
  const scenario = await collectedReturn(t, 20_000);
  ({ refund } = scenario);
  ({ orderNo } = scenario.order);
  await access("2031-01-31T14:59:59.999Z");
  await access("2031-01-31T15:00:00Z", {
    action: "REVEAL",
    fields: ["NAME", "ACCOUNT_NUMBER"],
    refundId: refund.id,
    orderId: refund.orderId,
    recordCount: 1,
    reasonCode: "ACCOUNT_CHECK",
    reason: new Secret("예금주 대조"),
    sought: undefined,
  });
  await access("2031-02-10T00:00:00Z", { principal: { ...AGENT, subject: AGENT.subject.toUpperCase() } });
  await access("2031-02-11T00:00:00Z", { principal: OFFICER });
});

describe("the list", () => {
  it("shows who, from where, whose, what and why, newest first, with what was searched by masked", async () => {
    const { edges, totalCount } = await listed();
    expect(totalCount).toEqual({ count: 4, precision: "EXACT" });
    expect(edges.map(({ node }) => node.sequence)).toEqual([4, 3, 2, 1]);
    expect(edges[2]?.node).toEqual({
      sequence: 2,
      action: "REVEAL",
      clientAddress: "198.51.100.4",
      fields: ["NAME", "ACCOUNT_NUMBER"],
      recordCount: 1,
      reasonCode: "ACCOUNT_CHECK",
      sought: null,
      reason: { text: "예금주 대조" },
      refund: { id: refund.id },
      actorPerson: { subject: AGENT.subject },
    });
    expect(edges[3]?.node).toMatchObject({ action: "SEARCH", sought: "홍*동", reason: null, refund: null });
  });

  it("can be asked by person in any spelling, by kind, refund, order and time, alone and together", async () => {
    expect(await numbers({ actor: [AGENT.subject] })).toEqual([3, 2, 1]);
    expect(await numbers({ actor: [OFFICER.subject, AGENT.subject.toUpperCase()] })).toEqual([4, 3, 2, 1]);
    expect(await numbers({ actor: ["nobody"] })).toEqual([]);
    expect(await numbers({ action: ["REVEAL"] })).toEqual([2]);
    expect(await numbers({ refundNo: [refund.refundNo] })).toEqual([2]);
    expect(await numbers({ orderNo: [orderNo], action: ["SEARCH"] })).toEqual([]);
    expect(await numbers({ at: { from: "2031-02-10T00:00:00Z", until: "2031-02-11T00:00:00Z" } })).toEqual([3]);
    expect(await numbers({ actor: [AGENT.subject], action: ["SEARCH"] })).toEqual([3, 1]);
    expect(await numbers({ OR: [{ action: ["REVEAL"] }, { actor: [OFFICER.subject] }] })).toEqual([4, 2]);
  });

  it("goes on where a page ended", async () => {
    const first = await listed({}, { first: 3 });
    expect(first.pageInfo.hasNextPage).toBe(true);
    const rest = await listed({}, { first: 3, after: first.pageInfo.endCursor });
    expect(rest.edges.map(({ node }) => node.sequence)).toEqual([1]);
  });
});

describe("a review", () => {
  const CONFIRM = `mutation ($input: PersonalDataAccessReviewConfirmInput!) {
    personalDataAccessReviewConfirm(input: $input) {
      replayed month { month accesses confirmedBy confirmedAt findings { text } } userErrors { code field }
    }
  }`;
  interface Confirmed {
    personalDataAccessReviewConfirm: { replayed: boolean; month: unknown; userErrors: { code: string }[] };
  }
  const confirm = async (month: string, by = OTHER_OFFICER, idempotencyKey = key()) =>
    (await dataOf<Confirmed>(t, CONFIRM, { input: { month, findings: "과다 조회 없음", idempotencyKey } }, { by }))
      .personalDataAccessReviewConfirm;
  const codes = async (month: string, by = OTHER_OFFICER) =>
    (await confirm(month, by)).userErrors.map(({ code }) => code);

  it("is of a Korean month that is over, by an officer who had no access in it, once and for good", async () => {
    expect(await codes("2031-03")).toEqual(["INVALID_INPUT"]);
    for (const none of ["2031-13", "2031-2", "2031-02-01", ""])
      expect([none, await codes(none)]).toEqual([none, ["INVALID_INPUT"]]);
    expect(await codes("2031-02", OFFICER)).toEqual(["SAME_PERSON"]);
    const confirmed = {
      month: "2031-02",
      accesses: 3,
      confirmedBy: OTHER_OFFICER.subject,
      confirmedAt: t.clock.now().toISOString(),
      findings: { text: "과다 조회 없음" },
    };
    const idempotencyKey = key();
    expect(await confirm("2031-02", OTHER_OFFICER, idempotencyKey)).toMatchObject({
      replayed: false,
      month: confirmed,
    });
    expect(await confirm("2031-02", OTHER_OFFICER, idempotencyKey)).toMatchObject({ replayed: true, month: confirmed });
    expect(await codes("2031-02")).toEqual(["ACCESS_REVIEW_CONFIRMED"]);
    const change = t.rows(`update personal_data_access_review set confirmed_by = 'x' returning 1`);
    await expect(change).rejects.toThrow("append-only");
    const months = `{ personalDataAccessMonths { month accesses confirmedBy } }`;
    expect(await dataOf(t, months, {}, { by: OFFICER })).toEqual({
      personalDataAccessMonths: [
        { month: "2031-02", accesses: 3, confirmedBy: OTHER_OFFICER.subject },
        { month: "2031-01", accesses: 1, confirmedBy: null },
      ],
    });
  });

  it("of several officers at once is one officer's", async () => {
    const officers = Array.from({ length: 8 }, (_, n) => person(`officer.${n}`, "privacy-officer"));
    for (const month of ["2030-01", "2030-02", "2030-03", "2030-04", "2030-05", "2030-06"]) {
      const answers = await Promise.all(officers.map((by) => codes(month, by)));
      expect(answers.flat()).toEqual(Array<string>(officers.length - 1).fill("ACCESS_REVIEW_CONFIRMED"));
    }
  });

  it("and the record are the officer's alone", async () => {
    for (const role of ["refund-operator", "cs-agent", "accountant", "approver", "analyst"] as const) {
      const { errors } = await ask(t, `{ personalDataAccessMonths { month } }`, {}, { by: person("x", role) });
      expect([role, errors?.[0]?.extensions["code"]]).toEqual([role, "FORBIDDEN"]);
    }
  });
});
