/** Refunds to an account: who must name one, in which bank codes, under which contract, and where it is kept. */
import pg from "pg";
import type { PaymentFacts } from "../../../sandbox/iamport-v1/control.js";
import { handClock } from "../portone-v2/open-portone-v2.js";
import { openIamport, type OpenIamport } from "./open-iamport-v1.js";

const clock = handClock();
let open: OpenIamport;

beforeAll(async () => {
  open = await openIamport({ now: clock.now });
});
afterAll(() => open.end());

let count = 0;
/** A fresh deposit of 10,000 into a virtual account. */
async function paid(pgProvider: string, facts: Partial<PaymentFacts> = {}): Promise<string> {
  const { id } = await open.control.createPayment({
    id: `imp_${++count}`,
    amount: { total: 10_000 },
    method: "vbank",
    pgProvider,
    ...facts,
  });
  return id;
}

const HOLDER = "홍길동둘셋";
const NUMBER = "110987654321";
const TEL = "01012345678";
const account = { refund_holder: HOLDER, refund_bank: "88", refund_account: NUMBER };

/** [PG, what it calls the bank, the standard code]. Source: the vendor's bank code page. */
const TAKEN: [string, string, string][] = [
  ["kcp", "BK88", "088"],
  ["kcp", "BK04", "004"],
  ["kcp", "BK92", "092"],
  ["html5_inicis", "88", "088"],
  ["html5_inicis", "04", "004"],
  ["html5_inicis", "90", "090"],
  ["tosspayments", "092", "092"],
  ["uplus", "004", "004"],
  ["danal", "088", "088"],
  ["nice", "090", "090"],
  ["kicc", "004", "004"],
  ["settle", "088", "088"],
  ["nice_v2", "023", "023"],
  ["welcome", "039", "039"],
  ["daou", "10", "088"],
  ["daou", "04", "004"],
  ["daou", "12", "081"],
];

it.each(TAKEN)("%s takes %s for %s", async (pgProvider, refund_bank, bankCode) => {
  const id = await paid(pgProvider);
  expect((await open.cancel({ imp_uid: id, ...account, refund_bank })).body).toMatchObject({ code: 0 });
  expect(await open.control.cancellationsOf(id)).toMatchObject([
    { total: 10_000, refundAccount: { bankCode, number: "********4321", holder: "홍****" } },
  ]);
});

const NOT_TAKEN: [string, string][] = [
  ["kcp", "88"],
  ["kcp", "088"],
  ["kcp", "BK99"],
  ["html5_inicis", "BK88"],
  ["html5_inicis", "088"],
  ["html5_inicis", "09"],
  ["tosspayments", "88"],
  ["tosspayments", "SHINHAN"],
  ["nice_v2", "090"],
  ["nice_v2", "092"],
  ["welcome", "011"],
  ["welcome", "090"],
  ["daou", "88"],
  ["daou", "088"],
  ["daou", "90"],
  ["constructor", "88"],
  ["mobilians", "088"],
];

it.each(NOT_TAKEN)("%s refuses %s", async (pgProvider, refund_bank) => {
  const id = await paid(pgProvider);
  expect(await open.cancel({ imp_uid: id, ...account, refund_bank })).toMatchObject({
    status: 200,
    body: { code: -1, response: null },
  });
  expect(await open.control.cancellationsOf(id)).toEqual([]);
});

it.each(["refund_holder", "refund_bank", "refund_account"])("%s must be there", async (name) => {
  const id = await paid("html5_inicis");
  for (const nothing of [undefined, null, ""]) {
    const { body } = await open.cancel({ imp_uid: id, ...account, [name]: nothing });
    expect(body).toMatchObject({ code: 1, message: expect.stringContaining("refund_holder") as string });
  }
  expect((await open.control.payment(id))?.cancelled).toBe(0);
});

it("the seed's request, with its checksum, is executed", async () => {
  const id = await paid("html5_inicis");
  const { body } = await open.cancel({
    reason: "테스트 결제 환불",
    imp_uid: id,
    amount: 10_000,
    checksum: 10_000,
    ...account,
  });
  expect(body.response).toMatchObject({ status: "cancelled", cancel_amount: 10_000 });
});

it("smartro wants a telephone, and smartro_v2 an account for transfers too", async () => {
  const bank = { ...account, refund_bank: "088" };
  for (const [pgProvider, method] of [
    ["smartro", "vbank"],
    ["smartro_v2", "vbank"],
    ["smartro_v2", "trans"],
  ] as const) {
    const id = await paid(pgProvider, { method });
    expect((await open.cancel({ imp_uid: id })).body.code).toBe(1);
    expect((await open.cancel({ imp_uid: id, ...bank })).body).toMatchObject({
      code: 1,
      message: expect.stringContaining("refund_tel") as string,
    });
    expect((await open.cancel({ imp_uid: id, ...bank, refund_tel: TEL })).body.code).toBe(0);
  }
  const transfer = await paid("smartro", { method: "trans" });
  expect((await open.cancel({ imp_uid: transfer })).body.code).toBe(0);
});

it("without the special contract nothing goes to an account: per PG, or per payment", async () => {
  const refused = { code: -1, message: expect.stringContaining("특약") as string };
  const cancel = async (id: string) =>
    (await open.cancel({ imp_uid: id, ...account, refund_bank: "088", amount: 1 })).body;
  await open.control.setRefundContract("kicc", false);
  const [without, own, none] = [
    await paid("kicc"),
    await paid("kicc", { refundContract: true }),
    await paid("nice", { refundContract: false }),
  ];
  expect(await cancel(without)).toMatchObject(refused);
  expect(await cancel(own)).toMatchObject({ code: 0 });
  expect(await cancel(none)).toMatchObject(refused);
  await open.control.setRefundContract("kicc", true);
  expect(await cancel(without)).toMatchObject({ code: 0 });
});

it("another holder than the bank knows, and a number that is none, are refused", async () => {
  const id = await paid("html5_inicis", { accountHolder: HOLDER });
  expect((await open.cancel({ imp_uid: id, ...account, refund_holder: "홍길순" })).body).toMatchObject({
    code: -1,
    message: expect.stringContaining("예금주") as string,
  });
  expect((await open.cancel({ imp_uid: id, ...account, refund_account: "12-ab" })).body.code).toBe(-1);
  expect((await open.cancel({ imp_uid: id, ...account })).body.code).toBe(0);
});

it("a phone payment of last month goes to an account where its PG does that", async () => {
  const lastMonth = { method: "phone", paidAt: "2026-01-31T00:00:00Z" } as const;
  const kcp = await paid("kcp", lastMonth);
  expect((await open.cancel({ imp_uid: kcp })).body.code).toBe(-1);
  expect((await open.cancel({ imp_uid: kcp, ...account, refund_bank: "BK88" })).body.code).toBe(0);
  const danal = await paid("danal", lastMonth);
  expect((await open.cancel({ imp_uid: danal, ...account, refund_bank: "088" })).body.code).toBe(-1);
});

it("the account stands in clear nowhere in the sandbox's database, however it was sent", async () => {
  const fields = { ...account, refund_bank: "088", refund_tel: TEL };
  const json = await paid("smartro", { accountHolder: HOLDER });
  const form = await paid("smartro", { accountHolder: HOLDER });
  await open.cancel({ imp_uid: json, ...fields });
  const body = new URLSearchParams({ imp_uid: form, ...fields }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded", authorization: await open.token() };
  expect((await open.call("POST", "/payments/cancel", body, headers)).body.code).toBe(0);
  const { authorization } = headers;
  const odd: [string, Record<string, string>][] = [
    [`{"refund_account":"${NUMBER}"`, headers],
    [`{"refund_account":"${NUMBER}"`, { authorization }],
    [`{"refund_account":"${NUMBER}"}`, { authorization: "wrong" }],
    [`{"refund_account":${NUMBER},"refund_account":null}`, { authorization }],
    [`{"extra":{"refund_account":"${NUMBER}"}}`, { authorization }],
    [`refund_account[0]=${NUMBER}&refund_account=1`, headers],
  ];
  for (const [text, how] of odd) await open.call("POST", "/payments/cancel", text, how);
  const client = new pg.Client(open.databaseUrl);
  await client.connect();
  try {
    for (const table of ["request", "cancellation", "payment", "webhook", "fault"]) {
      const { rows } = await client.query(`SELECT * FROM iamport_v1.${table}`);
      const everything = JSON.stringify(rows);
      const found = [NUMBER, HOLDER, encodeURIComponent(HOLDER), TEL].filter((canary) => everything.includes(canary));
      expect([table, ...found]).toEqual([table]);
    }
  } finally {
    await client.end();
  }
  const [logged] = await open.control.requests(json);
  expect(JSON.parse(logged?.body ?? "null")).toMatchObject({ imp_uid: json, refund_account: "************" });
});
