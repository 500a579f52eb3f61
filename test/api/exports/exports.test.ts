/** CSV of lists and figures over real HTTP: the operation's rows, rights, masks and language, as a spreadsheet reads them. */
import { MATRIX } from "../../../src/access/matrix.js";
import { Permission, PERSON_ROLES, type PersonRole } from "../../../src/access/permission.js";
import { EXPORTS } from "../../../src/api/export/exports.js";
import { HOUR, MINUTE } from "../../kit/clock.js";
import { collectedReturn, now, requestAndDrain } from "../../kit/fixtures.js";
import { shared } from "../../kit/shared-resource.js";
import { openTestService } from "../../kit/test-service.js";
import { CANARIES, canaryCustomer, canaryPaymentId, expectClean } from "../../hostile/canary.js";
import { YEAR } from "../../figures/figures.js";
import { intoVirtualAccount } from "../../refund/accounts.js";
import { dataOf } from "../ask.js";
import { column, openExportServer } from "./export-server.js";

const FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"];

const open = shared(async () => {
  const t = await openTestService();
  const paid = { ...intoVirtualAccount(9_000), gatewayPaymentId: canaryPaymentId() };
  await canaryCustomer(t, paid);
  for (const amount of [1_000, 30_000, 20_000]) {
    await requestAndDrain(t, (await collectedReturn(t, amount)).refund);
    t.clock.advance(MINUTE);
  }
  for (const formula of FORMULAS) {
    const { returnId } = await collectedReturn(t, 5_000);
    await t.rows("update collected_return set return_no = ? where id = ?", [`${formula},"x"`, returnId]);
  }
  const server = await openExportServer(t);
  return {
    t,
    server,
    async close() {
      await server.close();
      await t.close();
    },
  };
});

const bodyOf = (name: string): object => (name.includes("figures") ? { where: YEAR } : {});
/** Whoever may ask for every one of them. */
const LEAD = "approver";
const NAMES = EXPORTS.map(({ name }) => name);

/** The refund numbers the list shows. */
async function listed(variables: object): Promise<string[]> {
  const { refunds } = await dataOf<{ refunds: { edges: { node: { refundNo: string } }[] } }>(
    open.t,
    `query ($where: RefundWhere, $orderBy: RefundOrder) { refunds(where: $where, orderBy: $orderBy, first: 100) { edges { node { refundNo } } } }`,
    { ...variables },
  );
  return refunds.edges.map(({ node }) => node.refundNo);
}

describe("rows", () => {
  it.each([
    {},
    { where: { status: ["COMPLETED"] } },
    { where: { OR: [{ amount: { min: 20_000 } }, { method: ["VIRTUAL_ACCOUNT"] }] } },
    { orderBy: { field: "AMOUNT", direction: "ASC" } },
    { where: null, orderBy: { field: "DUE_ON" } },
  ])("of refunds are those of the list, in its order: %j", async (body) => {
    const wanted = await listed(body);
    expect(wanted.length).toBeGreaterThan(1);
    expect(column(await open.server.table("refunds", body), "환불번호")).toEqual(wanted);
  });

  it("of returns are those of the list", async () => {
    const { returns } = await dataOf<{ returns: { edges: { node: { sums: { open: { amount: number } } } }[] } }>(
      open.t,
      "{ returns(first: 100) { edges { node { sums { open { amount } } } } } }",
    );
    const table = await open.server.table("returns", {});
    expect(column(table, "미환불액(최소 단위)")).toEqual(
      returns.edges.map(({ node }) => String(node.sums.open.amount)),
    );
  });

  it("of figures are those of the operation, grouped as asked", async () => {
    const { refundFigures } = await dataOf<{
      refundFigures: { daily: { day: string; completed: { refunds: number; amount: { amount: number } } }[] };
    }>(
      open.t,
      "query ($where: RefundFiguresWhere!) { refundFigures(where: $where) { daily(groupBy: [DAY]) { day completed { refunds amount { amount } } } } }",
      { where: YEAR },
    );
    const table = await open.server.table("refund-figures/daily", { where: YEAR, groupBy: ["DAY"] });
    const [day, refunds, amount] = ["일자", "완료 건수", "완료 금액(최소 단위)"].map((name) => column(table, name));
    expect(day?.map((each, index) => [each, refunds?.[index], amount?.[index]])).toEqual(
      refundFigures.daily.map(({ day: each, completed }) => [
        each,
        String(completed.refunds),
        String(completed.amount.amount),
      ]),
    );
    const together = await open.server.table("refund-figures/open", { where: YEAR });
    expect(together[0]).toEqual(["통화", "건수", "금액(최소 단위)"]);
    const grouped = await open.server.table("refund-figures/open", { where: YEAR, groupBy: ["METHOD", "STATE"] });
    expect(grouped[0]?.slice(0, 2)).toEqual(["상태", "결제수단"]);
    expect(grouped).toContainEqual(["반품 회수완료", "가상계좌", "KRW", "1", "9000"]);
  });

  it("of what persons did are those of the operation, by their names", async () => {
    const table = await open.server.table("person-figures", { where: YEAR, groupBy: ["DAY"] }, { by: LEAD });
    expect(table[0]?.slice(0, 4)).toEqual(["담당자", "일자", "통화", "환불요청 건수"]);
    expect(table.slice(1).map((row) => row.slice(0, 5))).toEqual([["kim.operator", "2031-03-03", "KRW", "3", "51000"]]);
  });

  it("say money in whole minor units beside their currency, and moments by the clock of Seoul", async () => {
    const table = await open.server.table("refunds", { where: { status: ["COMPLETED"] } });
    const refund = await open.t.rows<{ refund_no: string; created_at: Date }>(
      "select refund_no, created_at from refund where status = 'COMPLETED' order by created_at desc",
    );
    const seoul = (at: Date) =>
      new Date(new Date(at).getTime() + 9 * HOUR).toISOString().slice(0, 19).replace("T", " ");
    expect(column(table, "생성일시(한국 시각)")).toEqual(refund.map(({ created_at: at }) => seoul(at)));
    expect(column(table, "금액(최소 단위)")).toEqual(["20000", "30000", "1000"]);
    expect(new Set(column(table, "통화"))).toEqual(new Set(["KRW"]));
    expect(column(table, "환불 기한")[0]).toMatch(/^2031-03-\d\d$/);
  });
});

describe("a spreadsheet", () => {
  it("opens Korean: UTF-8 with a mark, lines that end as RFC 4180 says, a name for the file", async () => {
    const response = await open.server.post("refunds", {});
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="refunds-2031-03-03.csv"');
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("x-request-id")).toMatch(/./);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(bytes.toString("utf8").replaceAll("\r\n", "").includes("\n")).toBe(false);
  });

  it("runs nothing that somebody wrote into a number", async () => {
    const table = await open.server.table("returns", {});
    const numbers = column(table, "반품번호");
    expect(numbers).toEqual(expect.arrayContaining(FORMULAS.map((formula) => `'${formula},"x"`)));
    for (const name of NAMES)
      for (const cell of (await open.server.table(name, bodyOf(name), { by: LEAD })).flat())
        expect(cell).not.toMatch(/^[=+\-@\t\r]/);
  });
});

describe("in the caller's language", () => {
  it.each(NAMES)("%s", async (name) => {
    const dimension = name === "person-figures" ? "MONTH" : "METHOD";
    const groupBy = name.includes("figures") ? { groupBy: [dimension] } : {};
    const [korean, english] = await Promise.all(
      (["ko", "en"] as const).map((language) =>
        open.server.table(name, { ...bodyOf(name), ...groupBy }, { language, by: LEAD }),
      ),
    );
    expect(korean?.length).toBe(english?.length);
    expect(english?.[0]?.join(" ")).not.toMatch(/[가-힣]/);
    expect(korean?.[0]?.filter((header) => !/[가-힣]/.test(header))).toEqual([]);
    expect(JSON.stringify([korean, english])).not.toMatch(/\b[A-Z]+_[A-Z_]+\b/);
  });

  it("refusals, too", async () => {
    const messages = async (language: "ko" | "en") => {
      const answer = await open.server.post("refunds", { wheer: {} }, { language });
      return ((await answer.json()) as { errors: { message: string }[] }).errors[0]?.message;
    };
    expect(await messages("ko")).toBe("본문은 JSON 객체이고, 검색 조건, 정렬 항목만 보낼 수 있습니다.");
    expect(await messages("en")).toMatch(/^The body is a JSON object/);
  });
});

describe("who may", () => {
  const NEEDS: Record<string, Permission> = {
    refunds: Permission.RefundRead,
    returns: Permission.ReturnRead,
    "person-figures": Permission.PersonFiguresRead,
  };
  const needs = (name: string): Permission => NEEDS[name] ?? Permission.FiguresRead;
  const COLUMNS: [string, Permission][] = [
    ["주문번호", Permission.OrderRead],
    ["고객 이름", Permission.OrderRead],
    ["반품번호", Permission.ReturnRead],
    ["결제수단", Permission.PaymentRead],
    ["요청자", Permission.PersonRead],
  ];
  const holds = (role: PersonRole, permission: Permission) => MATRIX[permission].roles.includes(role);

  it.each(PERSON_ROLES)("%s reads what the operation shows, and no column beyond it", async (by) => {
    for (const name of NAMES) {
      const answer = await open.server.post(name, bodyOf(name), { by });
      expect([name, answer.status]).toEqual([name, holds(by, needs(name)) ? 200 : 403]);
      const text = await answer.text();
      const refused = answer.status === 403 ? (JSON.parse(text) as { errors: { extensions: object }[] }).errors : [];
      expect(refused.map(({ extensions }) => extensions)).toEqual(
        holds(by, needs(name)) ? [] : [{ code: "FORBIDDEN", permission: needs(name) }],
      );
    }
    if (!holds(by, Permission.RefundRead)) return;
    const [headers = []] = await open.server.table("refunds", {}, { by });
    for (const [header, permission] of COLUMNS)
      expect([header, headers.includes(header)]).toEqual([header, holds(by, permission)]);
  });

  it("nobody without a token, with a token that has expired, or with one of somebody else", async () => {
    const expired = await open.server.token("refund-operator", { expiresIn: 60 });
    open.t.clock.advance(5 * MINUTE);
    for (const by of [null, expired, `${expired.slice(0, -8)}AAAAAAAA`]) {
      const answer = await open.server.post("refunds", {}, { by });
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toContain("Bearer");
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
    }
  });

  it.each([...PERSON_ROLES, "service" as const])("%s reads no customer's data but masked", async (by) => {
    for (const name of NAMES) {
      const answer = await open.server.post(name, bodyOf(name), { by });
      expectClean(`${by} ${name}`, await answer.text());
    }
  });

  it("the mask is the list's own", async () => {
    const table = await open.server.table("refunds", { where: { method: ["VIRTUAL_ACCOUNT"] } });
    const { refunds } = await dataOf<{
      refunds: {
        edges: { node: { refundAccount: { number: string; holder: string }; order: { customerName: string } } }[];
      };
    }>(
      open.t,
      "{ refunds(first: 10, where: { method: [VIRTUAL_ACCOUNT] }) { edges { node { refundAccount { number holder } order { customerName } } } } }",
    );
    const node = refunds.edges[0]?.node;
    expect(node?.refundAccount.number).toContain("*");
    expect(column(table, "계좌번호(가림)")).toEqual([node?.refundAccount.number]);
    expect(column(table, "예금주(가림)")).toEqual([node?.refundAccount.holder]);
    expect(column(table, "고객 이름")).toEqual([node?.order.customerName]);
    expect(column(table, "은행")).toEqual(["국민은행"]);
    expect(CANARIES.account).not.toBe(node?.refundAccount.number);
  });
});

describe("before the first byte", () => {
  it.each([
    ["refunds", { where: { nothing: 1 } }],
    ["refunds", { where: { status: ["PAID"] } }],
    ["refunds", { where: { overdue: false } }],
    ["refunds", { wheer: { status: ["COMPLETED"] } }],
    ["refunds", { where: {}, first: 1 }],
    ["refunds", [{}]],
    ["returns", { orderBy: { field: "AMOUNT" } }],
    ["refund-figures/daily", {}],
    ["refund-figures/daily", { where: { fromDay: "2031-03-03", toDay: "2031-03-01" } }],
    ["refund-figures/daily", { where: YEAR, groupBy: ["STATE"] }],
    ["refund-figures/time-to-refund", { where: YEAR, groupBy: ["DAY"] }],
    ["refunds", "{"],
  ])("%s %j is refused as the operation refuses it", async (name, body) => {
    const answer = await open.server.post(name, body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get("content-type")).toContain("application/json");
    const { errors } = (await answer.json()) as { errors: { message: string; extensions: { code: string } }[] };
    expect(errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
    expect(errors[0]?.message).toMatch(/[가-힣]/);
  });

  it("what is no export is not found, and a link is none", async () => {
    expect((await open.server.post("payments", {})).status).toBe(404);
    expect((await fetch(`${open.server.app.url}/exports/refunds.csv`)).status).toBe(404);
  });

  it("changes nothing", async () => {
    const { t } = open;
    const { id } = (await t.rows<{ id: string }>("select id from refund limit 1"))[0] ?? { id: "" };
    const before = await now(t, { id });
    for (const name of NAMES) await open.server.table(name, bodyOf(name), { by: LEAD });
    expect(await now(t, { id })).toEqual(before);
  });
});
