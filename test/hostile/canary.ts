/** Personal data that must rest nowhere, written as vendors write it, and the search for it: in every table, in any spelling. */
import type { HttpResult } from "../../src/gateways/http.js";
import { collectReturn } from "../../src/refund/commands/collect-return.js";
import { changeAccount } from "../../src/refund/commands/change-account.js";
import { Secret } from "../../src/secret.js";
import type { TestService } from "../kit/test-service.js";
import {
  key,
  now,
  OPERATOR,
  orderFacts,
  payAtGateway,
  refundsOfReturn,
  RETURN_SERVICE,
  returnFacts,
  type Paid,
} from "../kit/fixtures.js";

export const CANARIES = {
  id: "kanarienvogel4711",
  name: "카나리아새",
  holder: "꾀꼬리딱새",
  earlierAccount: "3021199887755",
  account: "110987612345",
  phone: "01098761234",
};
export const SENTENCE = [
  `고객 ${CANARIES.name}(${CANARIES.id.toUpperCase()})님`,
  "카나 리아-새",
  `예금주 ${CANARIES.holder.normalize("NFD")} 꾀꼬리 딱새`,
  "계좌 110-9876-12345 / 302 1199 887755 / １１０９８７６１２３４５",
  "전화 010.9876.1234",
  encodeURIComponent(CANARIES.name),
].join(", ");

/** What every answer is turned into on its way in. */
export type Spoiler = (result: HttpResult) => HttpResult;
export const asIs: Spoiler = (result) => result;

const bare = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

export function expectClean(place: string, text: string): void {
  const searched = bare(text);
  for (const canary of Object.values(CANARIES)) {
    expect([place, canary, searched.includes(bare(canary))]).toEqual([place, canary, false]);
  }
  expect([place, text.toUpperCase().includes(encodeURIComponent(CANARIES.name))]).toEqual([place, false]);
}

export async function everyTable(t: TestService): Promise<[string, string][]> {
  const tables = await t.rows<{ name: string }>(
    `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`,
  );
  const dump: [string, string][] = [];
  for (const { name } of tables) {
    const rows = await t.rows<{ row: unknown }>(`select row_to_json(x) as row from ${name} x`);
    dump.push([name, rows.map(({ row }) => JSON.stringify(row)).join("\n")]);
  }
  return dump;
}

/** Begins with a word the search must find, so that it shows that it searches. */
export const canaryPaymentId = (): string => `pcanary${key().replaceAll("-", "").slice(0, 12)}`;

/** A paid order whose customer is all canaries: everything came back, and the account was replaced once. */
export async function canaryCustomer(
  t: TestService,
  paid: Paid & { gatewayPaymentId: string },
  atGateway?: () => Promise<unknown>,
) {
  const order = {
    ...orderFacts([paid]),
    customerId: new Secret(CANARIES.id),
    customerName: new Secret(CANARIES.name),
  };
  await payAtGateway(t, order, [paid]);
  await atGateway?.();
  const { outcome } = await collectReturn(t.context, RETURN_SERVICE, {
    order,
    return: returnFacts(),
    idempotencyKey: key(),
  });
  if (!outcome.ok) throw new Error(outcome.problem.code);
  const [refund] = await refundsOfReturn(t, outcome.value.returnId);
  if (!refund) throw new Error("no refund");
  // The shop's own points go back without an account.
  const numbers = paid.gateway === "MERCHANT_LEDGER" ? [] : [CANARIES.earlierAccount, CANARIES.account];
  for (const number of numbers) {
    const account = {
      bankCode: "004",
      number: new Secret(number),
      holder: new Secret(CANARIES.holder),
      phone: new Secret(CANARIES.phone),
    };
    const { version: expectedVersion } = await now(t, refund);
    const input = { id: refund.id, expectedVersion, idempotencyKey: key(), account };
    const { outcome: changed } = await changeAccount(t.context, OPERATOR, input);
    if (!changed.ok) throw new Error(changed.problem.code);
  }
  return { refund, gatewayPaymentId: paid.gatewayPaymentId, orderNo: order.orderNo };
}
