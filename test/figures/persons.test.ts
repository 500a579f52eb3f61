/** personFigures through the API: what each person did, whoever else did what, in every spelling, on every day. */
import { foldFigures } from "../../src/figures/fold.js";
import { withdrawReturn } from "../../src/refund/commands/cancel-refund.js";
import { dataOf, errorOf } from "../api/ask.js";
import { mulberry32, seedOf } from "../gateways/random.js";
import { HOUR } from "../kit/clock.js";
import {
  APPROVER,
  collectedReturn,
  key,
  OPERATOR,
  person,
  request,
  RETURN_SERVICE,
  orderFacts,
  payAtGateway,
  reportReturn,
} from "../kit/fixtures.js";
import { openTestService, type TestService } from "../kit/test-service.js";
import { register } from "../manual-refund/accepted.js";
import { AGENT, approve, cancel, decline, fallBack, retry } from "../refund/mutations.js";
import { ANALYST, YEAR } from "./figures.js";
import { ACTIONS, personFiguresOf, recountOfPersons, type Action } from "./persons.js";

let t: TestService;
beforeEach(async () => (t = await openTestService()));
afterEach(() => t.close());

const DAY = 24 * HOUR;
const LARGE = 2_000_000;
/** The number and the amount of each action, zero where nothing is said. */
const numbers = (done: Partial<Record<Action, [number, number]>>) =>
  ACTIONS.flatMap((action) => done[action] ?? [0, 0]);

it("counts nothing where there is nothing", async () => {
  await collectedReturn(t, 1_000);
  expect(await personFiguresOf(t)).toEqual({});
});

it("counts each step for whoever took it, with the amount the refund had then", async () => {
  const { refund: declined } = await collectedReturn(t, LARGE);
  await request(t, declined);
  await decline(t, declined);
  const { refund: approved } = await collectedReturn(t, LARGE + 1);
  await request(t, approved);
  await approve(t, approved);
  const { refund: cancelled } = await collectedReturn(t, 300);
  await cancel(t, cancelled, AGENT);
  const expected = {
    "kim.operator - - KRW": numbers({ requested: [2, 2 * LARGE + 1] }),
    "lee.approver - - KRW": numbers({ declined: [1, LARGE], approved: [1, LARGE + 1] }),
    "yoon.agent - - KRW": numbers({ cancelled: [1, 300] }),
  };
  expect(await personFiguresOf(t)).toEqual(expected);
  await t.drain();
  await foldFigures(t.context.root);
  expect(await personFiguresOf(t)).toEqual(expected);
});

it("counts a registered manual refund as accepted by whoever registered it, and it has no return", async () => {
  const { refund } = await collectedReturn(t, [{ amount: 20_000 }], { sold: [{ amount: 10_000 }, { amount: 10_000 }] });
  await register(t, refund.paymentId, 3_000);
  expect(await personFiguresOf(t)).toEqual({ "yoon.agent - - KRW": numbers({ accepted: [1, 3_000] }) });
});

it("counts no program and nothing this service did by itself", async () => {
  const { refund } = await collectedReturn(t, 1_000);
  await request(t, refund);
  await t.drain();
  const { refund: withdrawn } = await collectedReturn(t, 2_000);
  const [{ returnNo }] = (await t.rows<{ returnNo: string }>(
    `select return_no as "returnNo" from collected_return where id = ?`,
    [withdrawn.returnId],
  )) as [{ returnNo: string }];
  const answer = await withdrawReturn(t.context, RETURN_SERVICE, { returnNo, memo: null, idempotencyKey: key() });
  expect(answer.outcome.ok).toBe(true);
  expect(await t.rows(`select actor from refund_history where event = 'CANCEL'`)).toEqual([
    { actor: RETURN_SERVICE.subject },
  ]);
  expect(await personFiguresOf(t)).toEqual({ "kim.operator - - KRW": numbers({ requested: [1, 1_000] }) });
});

it("adds up the spellings of one person, and names them once", async () => {
  for (const subject of ["kim.operator", "Kim.Operator", "KIM.OPERATOR"])
    await request(t, (await collectedReturn(t, 1_000)).refund, person(subject, "refund-operator"));
  expect(await personFiguresOf(t)).toEqual({ "kim.operator - - KRW": numbers({ requested: [3, 3_000] }) });
  await foldFigures(t.context.root);
  expect(await personFiguresOf(t, ["DAY"])).toEqual({
    "kim.operator 2031-03-03 - KRW": numbers({ requested: [3, 3_000] }),
  });
});

it("never adds up two currencies", async () => {
  await request(t, (await collectedReturn(t, 7_000)).refund);
  const paid = [{ amount: 7_000 }];
  const order = { ...orderFacts(paid), currency: "USD" };
  await payAtGateway(t, order, paid);
  expect((await reportReturn(t, order)).outcome.ok).toBe(true);
  const [dollars] = await t.rows<{ id: string }>(
    `select r.id from refund r join orders o on o.id = r.order_id where currency = 'USD'`,
  );
  await request(t, dollars!);
  const both = {
    "kim.operator - - KRW": numbers({ requested: [1, 7_000] }),
    "kim.operator - - USD": numbers({ requested: [1, 7_000] }),
  };
  expect(await personFiguresOf(t)).toEqual(both);
  expect(Object.keys(await personFiguresOf(t, [], { ...YEAR, currencyCode: ["USD"] }))).toEqual([
    "kim.operator - - USD",
  ]);
});

it("shows a person by the name of their newest token", async () => {
  await request(t, (await collectedReturn(t, 1_000)).refund);
  const asked = `{ personFigures(where: { fromDay: "2031-03-01", toDay: "2031-03-31" }) { person { name kind } } }`;
  await t.rows(
    `insert into person (id, person_key, subject, name, kind, roles, scopes, first_seen_at, last_seen_at)
     values (gen_random_uuid(), 'kim.operator', 'Kim.Operator', '김서연', 'PERSON', '[]', '[]', now(), now())`,
  );
  const { personFigures } = await dataOf<{ personFigures: object[] }>(t, asked, {}, { by: ANALYST });
  expect(personFigures).toEqual([{ person: { name: "김서연", kind: "PERSON" } }]);
});

it("a recount from the history of many refunds on many days finds the same, in every range, folded or not", async () => {
  const random = mulberry32(seedOf("persons"));
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const operators = ["kim.operator", "Kim.Operator", "han.operator", "seo.operator"].map((name) =>
    person(name, "refund-operator"),
  );
  const approvers = [APPROVER, person("Lee.Approver", "approver"), person("moon.approver", "approver")];
  const agents = [AGENT, person("oh.agent", "cs-agent")];
  const refunds: { id: string }[] = [];
  const RANGES = [
    YEAR,
    { fromDay: "2031-03-03", toDay: "2031-03-31" },
    { fromDay: "2031-03-10", toDay: "2031-05-09" },
    { fromDay: "2031-04-01", toDay: "2031-05-31" },
    { fromDay: "2031-04-02", toDay: "2031-04-29" },
    { fromDay: "2031-04-30", toDay: "2031-05-01" },
  ];
  const agree = async () => {
    for (const where of RANGES)
      for (const groupBy of [[], ["DAY"], ["MONTH"], ["DAY", "MONTH"]] as ("DAY" | "MONTH")[][])
        expect({ where, groupBy, found: await personFiguresOf(t, groupBy, where) }).toEqual({
          where,
          groupBy,
          found: await recountOfPersons(t, groupBy, where),
        });
  };
  for (let step = 1; step <= 160; step += 1) {
    const chance = random();
    const refund = refunds.length > 0 ? oneOf(refunds) : null;
    const waiting = await t.rows<{ id: string }>(
      `select id from refund where approval_requested_at is not null order by created_at, id`,
    );
    const waits = waiting.length > 0 ? oneOf(waiting) : refund;
    if (chance < 0.2 || !refund || !waits) refunds.push((await collectedReturn(t, oneOf([700, LARGE]))).refund);
    else if (chance < 0.3) t.clock.advance(oneOf([HOUR, 9 * HOUR, DAY, 3 * DAY]));
    else if (chance < 0.34) await foldFigures(t.context.root);
    else if (chance < 0.58) await request(t, refund, oneOf(operators));
    else if (chance < 0.7) await approve(t, waits, oneOf(approvers));
    else if (chance < 0.76) await decline(t, waits, oneOf(approvers));
    else if (chance < 0.84) await cancel(t, refund, oneOf([...operators, ...agents]));
    else if (chance < 0.9) await fallBack(t, refund);
    else if (chance < 0.95) await retry(t, refund, oneOf(operators));
    else await t.drain();
    if (step % 40 === 0) await agree();
  }
  await agree();
  const all = Object.values(await recountOfPersons(t));
  // The walk has been somewhere: otherwise nothing was compared.
  for (const action of ["requested", "approved", "declined", "cancelled"] as const)
    expect(all.reduce((sum, row) => sum + (row[2 * ACTIONS.indexOf(action)] ?? 0), 0)).toBeGreaterThan(1);
  await foldFigures(t.context.root);
  expect(await t.rows(`select id from figure_delta`)).toEqual([]);
  await agree();
});

it("refuses whoever may only read the figures of the shop", async () => {
  const asked = `{ personFigures(where: { fromDay: "2031-03-01", toDay: "2031-03-31" }) { day } }`;
  for (const by of [OPERATOR, AGENT, person("b.books", "accountant"), person("p.privacy", "privacy-officer")])
    expect(await errorOf(t, asked, {}, { by })).toMatchObject({ code: "FORBIDDEN" });
  expect(await dataOf(t, asked, {}, { by: APPROVER })).toEqual({ personFigures: [] });
});

it.each([
  `{ fromDay: "2031-03-02", toDay: "2031-03-01" }`,
  `{ fromDay: "2030-01-01", toDay: "2031-02-05" }`,
  `{ fromDay: "2031-03-01", toDay: "2031-03-01", currencyCode: ["\\u0000"] }`,
])("refuses %s", async (where) => {
  const error = await errorOf(t, `{ personFigures(where: ${where}) { day } }`, {}, { by: ANALYST });
  expect(error).toMatchObject({ code: "BAD_USER_INPUT" });
});
