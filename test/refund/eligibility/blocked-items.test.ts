/** A refund that waits long for what no operator can do is a work item for whoever can: one, as long as it is so. */
import { noteBlocked, type Position } from "../../../src/refund/eligibility/blocked-items.js";
import { dataOf } from "../../api/ask.js";
import { collectedReturn, OPERATOR, request } from "../../kit/fixtures.js";
import { HOUR } from "../../kit/clock.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { ACCOUNT, intoVirtualAccount } from "../accounts.js";
import { AGENT, changeAccount } from "../mutations.js";

const t = sharedTestService();
/** More refunds than one look takes at a time. */
const MANY = 30;

/** Every refund once, as the sweeps of some minutes do. */
async function look(): Promise<number> {
  let position: Position | null = null;
  let slices = 0;
  do {
    position = await noteBlocked(t.context, position);
    slices += 1;
  } while (position !== null);
  return slices;
}

const itemsOf = (refundId: string) =>
  t.rows<{ detail: object; open: boolean; closed_by: string | null }>(
    `select detail, closed_at is null as open, closed_by from work_item where kind = 'BLOCKED' and refund_id = ? order by opened_at`,
    [refundId],
  );

const ITEM = `workItems(first: 10, where: { kind: [BLOCKED], refundId: $ids }) { edges { node { whatHappened whatToDo whoCan canDo closesOnlyByItself } } }`;
const seenBy = async (refundId: string, by: typeof OPERATOR) =>
  (
    await dataOf<{ workItems: { edges: { node: object }[] } }>(
      t,
      `query ($ids: [ID!]) { ${ITEM} }`,
      { ids: [refundId] },
      { by, language: "ko" },
    )
  ).workItems.edges.map(({ node }) => node);

it("says what is in the way, to whom it is to do, and closes when it is done", async () => {
  const { refund } = await collectedReturn(t, [intoVirtualAccount(10_000)]);
  await look();
  expect(await itemsOf(refund.id)).toEqual([]);
  t.clock.advance(24 * HOUR);
  await look();
  await look();
  expect(await itemsOf(refund.id)).toEqual([
    {
      detail: expect.objectContaining({ code: "REFUND_ACCOUNT_MISSING", task: "CHANGE_ACCOUNT", amount: 10_000 }),
      open: true,
      closed_by: null,
    },
  ]);
  const words = {
    whatHappened: `환불 ${refund.refundNo}(10,000원)이 접수된 지 오래되었지만 요청할 수 없습니다. 환불계좌가 없습니다. 고객에게 확인해 환불계좌를 등록하세요.`,
    whatToDo: "고객의 환불계좌가 등록되면 바로 환불을 요청할 수 있습니다.",
    whoCan: ["상담원"],
    closesOnlyByItself: true,
  };
  expect(await seenBy(refund.id, OPERATOR)).toEqual([{ ...words, canDo: false }]);
  expect(await seenBy(refund.id, AGENT)).toEqual([{ ...words, canDo: true }]);

  await changeAccount(t, refund, ACCOUNT);
  await look();
  expect(await itemsOf(refund.id)).toMatchObject([{ open: false, closed_by: null }]);
});

it("is none where an operator can do something, or nothing is in the way", async () => {
  const free = await collectedReturn(t, 10_000);
  // No contract with this provider: an operator may make it a bank transfer.
  const paid = [intoVirtualAccount(10_000, { provider: "NICE" })];
  const theirs = await collectedReturn(t, paid, { refundAccount: ACCOUNT });
  t.clock.advance(24 * HOUR);
  await look();
  for (const { refund } of [free, theirs]) expect(await itemsOf(refund.id)).toEqual([]);
});

it("closes with a refund that went on before anybody looked", async () => {
  const { refund } = await collectedReturn(t, [intoVirtualAccount(10_000)]);
  t.clock.advance(24 * HOUR);
  await look();
  await changeAccount(t, refund, ACCOUNT);
  await request(t, refund);
  await look();
  expect(await itemsOf(refund.id)).toMatchObject([{ open: false }]);
});

it("one that cannot be looked at is reported, and holds up no other", async () => {
  const [failing, other] = await Promise.all([1, 2].map(async () => collectedReturn(t, [intoVirtualAccount(10_000)])));
  await t.rows(
    `create function fails() returns trigger language plpgsql as $$ begin raise 'no item of this one'; end $$`,
  );
  await t.rows(
    `create trigger fails before insert on work_item for each row when (new.refund_id = '${failing?.refund.id}') execute function fails()`,
  );
  t.clock.advance(24 * HOUR);
  const errors: Error[] = [];
  let position: Position | null = null;
  do {
    position = await noteBlocked({ ...t.context, onError: (error) => errors.push(error) }, position);
  } while (position !== null);
  await t.rows(`drop trigger fails on work_item`);
  expect(errors.map(({ message }) => message)).toEqual([
    `whether refund ${failing?.refund.id} is blocked could not be noted`,
  ]);
  expect(await itemsOf(other!.refund.id)).toHaveLength(1);
  await look();
  expect(await itemsOf(failing!.refund.id)).toHaveLength(1);
});

it("reaches every refund slice by slice, and two processes make one item of each", async () => {
  const refunds: string[] = [];
  for (let n = 0; n < MANY; n += 1) refunds.push((await collectedReturn(t, [intoVirtualAccount(1_000 + n)])).refund.id);
  t.clock.advance(24 * HOUR);
  const [slices] = await Promise.all([look(), look(), look()]);
  expect(slices).toBeGreaterThan(1);
  await look();
  for (const refundId of refunds) expect(await itemsOf(refundId)).toHaveLength(1);
});
