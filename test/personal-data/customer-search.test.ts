/** Lists by the customer: with the permission and the value's grant, over fingerprints, and every search recorded. */
import { randomUUID } from "node:crypto";
import { fillFingerprints } from "../../src/refund/record/fill-fingerprints.js";
import type { CustomerTrait } from "../../src/refund/commands/find-customer.js";
import { ask, dataOf } from "../api/ask.js";
import { APPROVER, collectedReturn, person, RETURN_SERVICE } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { registered } from "../manual-refund/accepted.js";
import { account } from "../refund/accounts.js";
import { accessesOf, ALL_GRANTS, granted } from "./people.js";

const t = sharedTestService();

const REFUNDS = `query ($customer: CustomerInput, $where: RefundWhere) {
  refunds(first: 20, customer: $customer, where: $where, orderBy: { field: CREATED_AT, direction: ASC }) {
    totalCount { count precision } edges { node { id } }
  }
}`;
const RETURNS = `query ($customer: CustomerInput) { returns(first: 20, customer: $customer) { totalCount { count } edges { node { orderId: order { id } } } } }`;

interface Found {
  refunds: { totalCount: { count: number; precision: string }; edges: { node: { id: string } }[] };
}

const someone = (name: string) => granted(person(name, "cs-agent"));

const found = async (trait: CustomerTrait, value: string, { by = someone("search.any"), where = {} } = {}) => {
  const { refunds } = await dataOf<Found>(t, REFUNDS, { customer: { trait, value }, where }, { by });
  expect(refunds.totalCount).toEqual({ count: refunds.edges.length, precision: "EXACT" });
  return refunds.edges.map(({ node }) => node.id);
};

/** A customer of their own, with a refund of a return and a manual one to their account. */
async function customer(number: string, holder: string) {
  const { refund, order } = await collectedReturn(t, [{ amount: 20_000 }], {
    sold: [{ amount: 10_000 }, { amount: 10_000 }],
  });
  const manual = await registered(t, refund.paymentId, 3_000, { account: account({ number, holder }) });
  return { customerId: `honggildong${order.orderNo}`, orderId: refund.orderId, refund, manual };
}

it("finds refunds by the customer's id and by name, and those to an account by number and holder", async () => {
  const one = await customer("9100000001", "남궁 민수");
  await customer("9100000002", "남궁민주");
  expect(await found("CUSTOMER_ID", ` ${one.customerId} `)).toEqual([one.refund.id, one.manual.id]);
  expect(await found("ACCOUNT_NUMBER", "91-0000-0001")).toEqual([one.manual.id]);
  // With or without blanks, composed or not, full width or half.
  for (const spelled of ["남궁민수", "남궁 민수", "남궁민수".normalize("NFD"), "남 궁 민 수"])
    expect([spelled, await found("ACCOUNT_HOLDER", spelled)]).toEqual([spelled, [one.manual.id]]);
  expect(await found("CUSTOMER_NAME", "홍 길동")).toEqual(expect.arrayContaining([one.refund.id, one.manual.id]));
  for (const trait of ["CUSTOMER_ID", "CUSTOMER_NAME", "ACCOUNT_NUMBER", "ACCOUNT_HOLDER"] as const)
    expect([trait, await found(trait, "910000")]).toEqual([trait, []]);
});

it("asks every other filter as well, counts exactly, and finds returns by any of the four", async () => {
  const one = await customer("9200000001", "황보 선우");
  const accepted = { where: { status: ["ACCEPTED"] } };
  expect(await found("CUSTOMER_ID", one.customerId, accepted)).toEqual([one.manual.id]);
  expect(await found("CUSTOMER_ID", one.customerId, { where: { status: ["COMPLETED"] } })).toEqual([]);
  for (const [trait, value] of [
    ["CUSTOMER_ID", one.customerId],
    ["ACCOUNT_NUMBER", "9200000001"],
    ["ACCOUNT_HOLDER", "황보선우"],
  ]) {
    const by = someone("search.returns");
    const { returns } = await dataOf<{ returns: { edges: { node: { orderId: { id: string } } }[] } }>(
      t,
      RETURNS,
      { customer: { trait, value } },
      { by },
    );
    expect([trait, returns.edges.map(({ node }) => node.orderId.id)]).toEqual([trait, [one.orderId]]);
  }
});

it("records each search: who, from where, by what, how many were found, and whose where it is one", async () => {
  const one = await customer("9300000001", "제갈 공");
  const by = someone("search.recorded");
  await found("CUSTOMER_ID", one.customerId, { by });
  await found("ACCOUNT_NUMBER", "9300000001", { by });
  await found("CUSTOMER_NAME", "없는 사람", { by });
  const common = { action: "SEARCH", client_address: "192.0.2.7", reason_code: null };
  expect(await accessesOf(t, by)).toEqual([
    { ...common, fields: ["ID"], record_count: 1, order_id: one.orderId, refund_id: null },
    { ...common, fields: ["ACCOUNT_NUMBER"], record_count: 1, order_id: one.orderId, refund_id: one.manual.id },
    { ...common, fields: ["NAME"], record_count: 0, order_id: null, refund_id: null },
  ]);
  const clear = await t.rows(
    `select 1 from personal_data_access whole where whole::text like any (array['%9300000001%', '%없는 사람%'])`,
  );
  expect(clear).toEqual([]);
});

describe("refused", () => {
  const refusal = async (customerInput: object, by: typeof APPROVER) => {
    const { errors } = await ask(t, REFUNDS, { customer: customerInput }, { by });
    return errors?.map(({ message, extensions }) => [extensions["code"], message]);
  };
  const GRANT = {
    CUSTOMER_ID: ["PERSONAL_DATA_ID", "customer id"],
    CUSTOMER_NAME: ["PERSONAL_DATA_NAME", "name"],
    ACCOUNT_NUMBER: ["PERSONAL_DATA_ACCOUNT_NUMBER", "account number"],
    ACCOUNT_HOLDER: ["PERSONAL_DATA_NAME", "name"],
  } as const;

  it.each(Object.entries(GRANT))(
    "%s without its grant, which is named, whatever others there are",
    async (trait, [grant, name]) => {
      const by = granted(
        person(`no.${trait}`, "cs-agent"),
        ALL_GRANTS.filter((each) => each !== grant),
      );
      expect(await refusal({ trait, value: "1234567" }, by)).toEqual([
        ["FORBIDDEN", `The grant to see it is missing: ${name}. Ask the privacy officer.`],
      ]);
      expect(await accessesOf(t, by)).toEqual([]);
    },
  );

  it("to analysts and programs, with all grants", async () => {
    const analyst = granted(person("an.analyst", "analyst"));
    const program = { ...RETURN_SERVICE, grants: ALL_GRANTS };
    for (const by of [analyst, program]) {
      const [[code] = []] = (await refusal({ trait: "CUSTOMER_ID", value: "1234567" }, by)) ?? [];
      expect([by.subject, code]).toEqual([by.subject, "FORBIDDEN"]);
    }
  });

  it("for a value that is none", async () => {
    const by = someone("search.bad");
    for (const value of ["", "   ", "a\u0000b", "가".repeat(201), "\u200b홍길동"])
      expect([value, (await refusal({ trait: "CUSTOMER_NAME", value }, by))?.[0]?.[0]]).toEqual([
        value,
        "BAD_USER_INPUT",
      ]);
    expect(await accessesOf(t, by)).toEqual([]);
  });

  it("for a name that more than a thousand share, which is recorded all the same", async () => {
    const one = await customer("9400000001", "선우 은");
    const name = await t.rows<{ print: string }>(`select customer_name_fingerprint as print from orders where id = ?`, [
      one.orderId,
    ]);
    await t.rows(
      `insert into orders (id, order_no, currency, customer_id_sealed, customer_name_sealed, customer_fingerprint, customer_name_fingerprint, created_at)
       select gen_random_uuid(), 'common-' || n, 'KRW', 'x', 'x', 'x', ?, now() from generate_series(1, 1001) n returning 1`,
      [name[0]?.print],
    );
    const by = someone("search.common");
    const [[code, message] = []] = (await refusal({ trait: "CUSTOMER_NAME", value: "홍길동" }, by)) ?? [];
    expect([code, message]).toEqual([
      "BAD_USER_INPUT",
      "More than 1000 match. Search by something rarer, such as the customer id or an order number.",
    ]);
    expect(await accessesOf(t, by)).toMatchObject([{ action: "SEARCH", record_count: 1_000 }]);
    await t.rows(`delete from orders where order_no like 'common-%' returning 1`);
  });
});

describe("rows from before there were fingerprints", () => {
  it("get them page by page, are found then", async () => {
    const one = await customer("9500000001", "독고 영");
    await t.rows(
      `update orders set customer_name_fingerprint = null, customer_fingerprint = null where id = ? returning 1`,
      [one.orderId],
    );
    await t.rows(
      `update refund set account_number_fingerprint = null, account_holder_fingerprint = null where id = ? returning 1`,
      [one.manual.id],
    );
    expect(await found("ACCOUNT_NUMBER", "9500000001")).toEqual([]);
    expect(await fillFingerprints(t.context.root, t.context.cipher)).toBe(2);
    expect(await fillFingerprints(t.context.root, t.context.cipher)).toBe(0);
    expect(await found("ACCOUNT_NUMBER", "9500000001")).toEqual([one.manual.id]);
    expect(await found("ACCOUNT_HOLDER", "독고영")).toEqual([one.manual.id]);
    expect(await found("CUSTOMER_ID", one.customerId)).toEqual([one.refund.id, one.manual.id]);
  });
});

it("stands in no saved view", async () => {
  const save = `mutation ($input: SavedViewSaveInput!) { savedViewSave(input: $input) { savedView { id } userErrors { code } } }`;
  const input = {
    list: "REFUNDS",
    name: "고객",
    arguments: { customer: { trait: "CUSTOMER_NAME", value: "홍길동" } },
    shared: false,
    idempotencyKey: randomUUID(),
  };
  const { savedViewSave } = await dataOf<{ savedViewSave: object }>(t, save, { input }, { by: someone("search.view") });
  expect(savedViewSave).toEqual({ savedView: null, userErrors: [{ code: "INVALID_INPUT" }] });
});
