/** refundAccountReveal: clear values once, with the grants, a reason, and a record that is there exactly when they were shown. */
import { verifyBooks } from "../../src/audit/verify-books.js";
import type { CustomerTrait } from "../../src/refund/commands/find-customer.js";
import { ask, dataOf } from "../api/ask.js";
import { collectedReturn, key, person } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { account } from "../refund/accounts.js";
import { AGENT } from "../refund/mutations.js";
import { registered } from "../manual-refund/accepted.js";
import { accessesOf, ALL_GRANTS, granted } from "./people.js";

const t = sharedTestService();

const REVEAL = `mutation ($input: RefundAccountRevealInput!) {
  refundAccountReveal(input: $input) { values { trait value } userErrors { code message field } }
}`;

interface Revealed {
  refundAccountReveal: {
    values: { trait: CustomerTrait; value: string }[];
    userErrors: { code: string; message: string; field: unknown }[];
  };
}

const reveal = async (
  id: string,
  {
    by = granted(),
    ...over
  }: { by?: ReturnType<typeof granted>; traits?: CustomerTrait[]; idempotencyKey?: string } = {},
) => {
  const input = {
    id,
    traits: ["ACCOUNT_NUMBER", "ACCOUNT_HOLDER"],
    reason: "CUSTOMER_ASKS",
    text: "고객이 계좌 확인을 요청",
    idempotencyKey: key(),
    ...over,
  };
  return (await dataOf<Revealed>(t, REVEAL, { input }, { by, language: "ko" })).refundAccountReveal;
};
const codesOf = ({ userErrors }: Revealed["refundAccountReveal"]) => userErrors.map(({ code }) => code);

async function withAccount() {
  const { refund, order } = await collectedReturn(t, [{ amount: 20_000 }], {
    sold: [{ amount: 10_000 }, { amount: 10_000 }],
  });
  const manual = await registered(t, refund.paymentId, 3_000, { account: account({ holder: "김 영희" }) });
  return { refund, order, manual };
}

const someone = (name: string) => granted(person(name, "cs-agent"));

describe("a reveal", () => {
  it("shows what was asked for, once, and records who, whose, what, from where and why", async () => {
    const { manual, order } = await withAccount();
    const by = someone("reveal.once");
    const idempotencyKey = key();
    const traits: CustomerTrait[] = ["CUSTOMER_ID", "CUSTOMER_NAME", "ACCOUNT_NUMBER", "ACCOUNT_HOLDER"];
    expect(await reveal(manual.id, { by, traits, idempotencyKey })).toEqual({
      values: [
        { trait: "CUSTOMER_ID", value: `honggildong${order.orderNo}` },
        { trait: "CUSTOMER_NAME", value: "홍길동" },
        { trait: "ACCOUNT_NUMBER", value: "110123456789" },
        { trait: "ACCOUNT_HOLDER", value: "김 영희" },
      ],
      userErrors: [],
    });
    const again = await reveal(manual.id, { by, traits, idempotencyKey });
    expect([again.values, codesOf(again)]).toEqual([[], ["ALREADY_REVEALED"]]);
    expect(await accessesOf(t, by)).toEqual([
      {
        action: "REVEAL",
        fields: ["ID", "NAME", "ACCOUNT_NUMBER"],
        client_address: "192.0.2.7",
        record_count: 1,
        reason_code: "CUSTOMER_ASKS",
        order_id: manual.orderId,
        refund_id: manual.id,
      },
    ]);
  });

  it.each(ALL_GRANTS.map((grant) => [grant]))(
    "is refused without %s, by name, and nothing is recorded",
    async (missing) => {
      const { manual } = await withAccount();
      const by = granted(
        person(`without.${missing}`, "cs-agent"),
        ALL_GRANTS.filter((grant) => grant !== missing),
      );
      const refused = await reveal(manual.id, { by, traits: ["CUSTOMER_ID", "ACCOUNT_HOLDER", "ACCOUNT_NUMBER"] });
      const names = {
        PERSONAL_DATA_ID: "고객 ID",
        PERSONAL_DATA_NAME: "이름",
        PERSONAL_DATA_ACCOUNT_NUMBER: "계좌번호",
      };
      expect(refused).toEqual({
        values: [],
        userErrors: [
          {
            code: "GRANT_MISSING",
            message: `개인정보 열람 권한이 없습니다: ${names[missing]}. 개인정보 보호책임자에게 요청하세요.`,
            field: ["traits"],
          },
        ],
      });
      expect(await accessesOf(t, by)).toEqual([]);
    },
  );

  it("is nothing for a program, whatever its token says", async () => {
    const { manual } = await withAccount();
    const input = { id: manual.id, traits: ["CUSTOMER_ID"], reason: "OTHER", text: "x", idempotencyKey: key() };
    const program = { ...granted(), kind: "SERVICE" as const, roles: [], scopes: ["returns:write" as const] };
    const { errors } = await ask(t, REVEAL, { input }, { by: program });
    expect(errors?.map(({ extensions }) => extensions["code"])).toEqual(["FORBIDDEN"]);
  });

  it("says where there is no account, or no refund", async () => {
    const { refund } = await withAccount();
    const by = someone("reveal.none");
    expect(codesOf(await reveal(refund.id, { by }))).toEqual(["REFUND_ACCOUNT_MISSING"]);
    expect(codesOf(await reveal("01890000-0000-7000-8000-000000000000", { by }))).toEqual(["NOT_FOUND"]);
    expect((await reveal(refund.id, { by, traits: ["CUSTOMER_NAME"] })).values).toEqual([
      { trait: "CUSTOMER_NAME", value: "홍길동" },
    ]);
    expect(await accessesOf(t, by)).toHaveLength(1);
  });

  it("stops at the person's limit of an hour, however their name is spelled, and records what it refused", async () => {
    const { manual } = await withAccount();
    const by = someone("reveal.often");
    const { revealsPerHour } = t.context.settings;
    t.context.settings.revealsPerHour = 3;
    try {
      const spelled = { ...by, subject: by.subject.toUpperCase() };
      const answers = await Promise.all([by, spelled, by, spelled, by].map((each) => reveal(manual.id, { by: each })));
      const codes = answers.flatMap(codesOf);
      expect(codes).toEqual(["REVEAL_LIMIT_REACHED", "REVEAL_LIMIT_REACHED"]);
      expect(answers.filter(({ values }) => values.length === 2)).toHaveLength(3);
      const actions = await t.rows<{ action: string }>(
        `select action from personal_data_access where lower(actor) = ? order by sequence`,
        [by.subject],
      );
      expect(actions.map(({ action }) => action).sort()).toEqual([
        "REVEAL",
        "REVEAL",
        "REVEAL",
        "REVEAL_REFUSED",
        "REVEAL_REFUSED",
      ]);
      t.clock.advance(61 * 60_000);
      expect(codesOf(await reveal(manual.id, { by }))).toEqual([]);
    } finally {
      t.context.settings.revealsPerHour = revealsPerHour;
    }
  });

  it("leaves no clear value in the database", async () => {
    const { manual } = await withAccount();
    const by = someone("reveal.canary");
    await reveal(manual.id, { by });
    for (const table of ["personal_data_access", "idempotency_key", "event_log", "refund_memo"]) {
      const rows = await t.rows(
        `select 1 from ${table} whole where whole::text like any (array['%110123456789%', '%김 영희%', '%고객이 계좌 확인을 요청%'])`,
      );
      expect([table, rows]).toEqual([table, []]);
    }
  });
});

describe("the record", () => {
  const faults = async () =>
    (await verifyBooks(t.context, t.audit)).findings.filter(({ kind }) => kind === "ACCESS_RECORD_DIFFERS");

  it("is append-only, but for texts that are sealed again or erased", async () => {
    const { manual } = await withAccount();
    const by = someone("record.guard");
    await reveal(manual.id, { by });
    const change = (sql: string) => t.rows(`${sql} where actor = ? returning 1`, [by.subject]);
    await expect(change(`update personal_data_access set client_address = '10.0.0.1'`)).rejects.toThrow("append-only");
    await expect(change(`delete from personal_data_access`)).rejects.toThrow("append-only");
    await expect(t.rows(`truncate personal_data_access`)).rejects.toThrow("append-only");
    const [partition] = await t.rows<{ name: string }>(
      `select tableoid::regclass::text as name from personal_data_access where actor = ?`,
      [by.subject],
    );
    await expect(t.rows(`truncate ${partition?.name}`)).rejects.toThrow("append-only");
    expect(await change(`update personal_data_access set reason_sealed = null`)).toHaveLength(1);
    expect(await faults()).toEqual([]);
  });

  it("is verified by the audit: a row changed, taken out or cut off at the end is found, with its number", async () => {
    const { manual } = await withAccount();
    const by = someone("record.audit");
    for (let n = 0; n < 3; n += 1) await reveal(manual.id, { by });
    const rows = await t.rows<{ sequence: string }>(
      `select sequence::text from personal_data_access access where actor = ? order by access.sequence`,
      [by.subject],
    );
    const [first, second, third] = rows.map(({ sequence }) => sequence) as [string, string, string];
    expect(await faults()).toEqual([]);
    const damaged = async (sql: string) => {
      await t.rows(`create table spared as select * from personal_data_access`);
      await t.rows(`alter table personal_data_access disable trigger user`);
      try {
        await t.rows(sql);
        return (await faults()).map(({ field }) => field);
      } finally {
        await t.rows(`delete from personal_data_access`);
        await t.rows(`insert into personal_data_access select * from spared`);
        await t.rows(`alter table personal_data_access enable trigger user`);
        await t.rows(`drop table spared`);
      }
    };
    const of = (sequence: string) => `where sequence = ${sequence} returning 1`;
    expect(await damaged(`update personal_data_access set client_address = '10.0.0.1' ${of(second)}`)).toEqual([
      `access ${second}`,
    ]);
    expect(await damaged(`delete from personal_data_access ${of(first)}`)).toEqual([`access ${first}`]);
    expect(await damaged(`delete from personal_data_access ${of(third)}`)).toEqual([`access ${third}`]);
    expect(await damaged(`update personal_data_access set hash = repeat('0', 64) ${of(third)}`)).toEqual([
      `access ${third}`,
    ]);
    expect(await faults()).toEqual([]);
  });

  it("is one chain, of fifty people at once", async () => {
    const { manual } = await withAccount();
    const people = Array.from({ length: 50 }, (_, n) => someone(`at.once.${n}`));
    const answers = await Promise.all(people.map((by) => reveal(manual.id, { by })));
    expect(answers.flatMap(codesOf)).toEqual([]);
    expect(await faults()).toEqual([]);
  });

  it("is not written where the look fails, nor is anything shown where it cannot be written", async () => {
    const { manual } = await withAccount();
    const by = someone("record.away");
    await t.rows(`alter table personal_data_access_head rename to away`);
    try {
      const { errors } = await ask(
        t,
        REVEAL,
        {
          input: { id: manual.id, traits: ["ACCOUNT_NUMBER"], reason: "OTHER", text: "확인", idempotencyKey: key() },
        },
        { by },
      );
      expect(errors).toHaveLength(1);
    } finally {
      await t.rows(`alter table away rename to personal_data_access_head`);
    }
    expect(await accessesOf(t, by)).toEqual([]);
    expect(AGENT.grants).toEqual([]);
  });
});
