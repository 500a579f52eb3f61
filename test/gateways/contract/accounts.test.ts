/** Every gateway: refunds of virtual accounts (가상계좌) go to the account that was named, or nowhere. */
import assert from "node:assert/strict";
import { IamportV1Control } from "../../../sandbox/iamport-v1/control.js";
import { BANKS } from "../../../src/gateways/bank.js";
import type { ProviderName, RefundAccount } from "../../../src/gateways/port.js";
import { minorUnits } from "../../../src/money/minor-units.js";
import { Secret } from "../../../src/secret.js";
import { SECOND } from "../../kit/clock.js";
import { cancelOf } from "./gateway-under-test.js";
import { GATEWAYS_UNDER_TEST } from "./gateways.js";
import { iamportV1 } from "./iamport-v1.js";
import { portoneV2 } from "./portone-v2.js";
import { openStage, type Stage } from "./stage.js";
import { cancelAt } from "../cancel-at.js";

const SHINHAN = "088";
const NUMBER = "01100012345678";
const accountAt = (bankCode: string): RefundAccount => ({
  bankCode,
  number: new Secret(NUMBER),
  holder: new Secret("홍길동"),
  phone: new Secret("01012345678"),
});

describe.each(GATEWAYS_UNDER_TEST)("$name", (gateway) => {
  const { says, account } = gateway;
  const takesAccounts = says.toAccount.kind !== "REFUSED";
  let on: Stage;
  beforeAll(async () => {
    on = await openStage(gateway);
  });
  afterAll(() => on.close());

  it(`pays to ${takesAccounts ? "the account that is named" : "no account, and sends nothing"}`, async () => {
    const payment = await on.paid("VIRTUAL_ACCOUNT");
    const { provider } = account;
    const command = cancelOf(payment, 4_000, { provider, refundAccount: accountAt(SHINHAN) });
    expect((await cancelAt(on.adapter, command)).verdict).toMatchObject(says.toAccount);
    expect(await on.moved(payment)).toMatchObject({ amount: takesAccounts ? 4_000 : 0 });
    expect(await on.arrived(payment)).toBe(takesAccounts ? 1 : 0);
    await on.endTransfer?.(payment.id);
    await on.look(payment);
    expect(JSON.stringify(await on.ledger.requests(payment.id))).not.toContain(NUMBER);
  });

  it("refuses a bank that it cannot name, before anything is sent", async () => {
    const payment = await on.paid("VIRTUAL_ACCOUNT");
    const command = cancelOf(payment, 4_000, {
      provider: account.provider,
      refundAccount: accountAt(account.foreignBank),
    });
    expect(await on.send(command)).toMatchObject({ kind: "REFUSED", cause: "ACCOUNT_REJECTED" });
    expect(await on.arrived(payment)).toBe(0);
    await on.look(payment);
  });

  if (!takesAccounts) return;
  it("moves nothing without an account where one is needed", async () => {
    const payment = await on.paid("VIRTUAL_ACCOUNT");
    const { kind } = await on.send(cancelOf(payment, 4_000, { provider: account.provider }));
    expect(["REFUSED", "UNKNOWN"]).toContain(kind);
    expect(await on.moved(payment)).toEqual({ amount: 0, times: 0 });
  });
});

describe("PortOne V2", () => {
  let on: Stage;
  beforeAll(async () => {
    on = await openStage(portoneV2);
  });
  afterAll(() => on.close());

  it("says that nothing is refunded while the transfer that follows the cancel is under way", async () => {
    const payment = await on.paid("VIRTUAL_ACCOUNT");
    await cancelAt(on.adapter, cancelOf(payment, 4_000, { refundAccount: accountAt(SHINHAN) }));
    const meanwhile = (await on.adapter.lookUp(payment.id)).lookUp;
    expect(meanwhile).toMatchObject({ kind: "FOUND", snapshot: { cancelled: 0, extent: "NONE" } });
    await on.endTransfer?.(payment.id);
    await on.look(payment);
  });

  it("knows the name of every bank that we send", async () => {
    const payment = await on.paid("VIRTUAL_ACCOUNT");
    const named = BANKS.filter(({ portoneV2: name }) => name !== null);
    const said: string[] = [];
    for (const { code } of named) {
      const cancellableBefore = minorUnits(payment.amount - said.length);
      const command = cancelOf(payment, 1, { cancellableBefore, refundAccount: accountAt(code) });
      said.push(`${code} ${(await cancelAt(on.adapter, command)).verdict.kind}`);
    }
    expect(said).toEqual(named.map(({ code }) => `${code} PENDING`));
  });
});

describe("i'mport V1", () => {
  let on: Stage;
  beforeAll(async () => {
    on = await openStage(iamportV1);
  });
  afterAll(() => on.close());

  /** One provider for each format of `refund_bank`, as the two sides call it. */
  const PROVIDERS: [ProviderName, string][] = [
    ["KCP", "kcp"],
    ["INICIS", "html5_inicis"],
    ["TOSS_PAYMENTS", "tosspayments"],
    ["NICE_V2", "nice_v2"],
    ["WELCOME", "welcome"],
    ["DAOU", "daou"],
  ];
  it.each(PROVIDERS)("pays to the bank we mean, through %s", async (provider, pgProvider) => {
    const control = new IamportV1Control(on.url);
    const payment = { id: `p-${pgProvider}`, amount: 1_000, vat: 0 };
    await control.createPayment({ id: payment.id, amount: { total: 1_000, vat: 0 }, method: "vbank", pgProvider });
    const sent: string[] = [];
    for (const { code } of BANKS) {
      // Two equal cancels of one second cannot be told apart there.
      on.clock.advance(SECOND);
      const cancellableBefore = minorUnits(payment.amount - sent.length);
      const command = cancelOf(payment, 1, { provider, cancellableBefore, refundAccount: accountAt(code) });
      const { verdict } = await cancelAt(on.adapter, command);
      if (verdict.kind === "SUCCEEDED") sent.push(code);
      else assert.equal(verdict.kind, "REFUSED", code);
    }
    expect(sent).toContain(SHINHAN);
    const paidTo = (await control.cancellationsOf(payment.id)).map((one) => one.refundAccount?.bankCode);
    expect(paidTo).toEqual(sent);
    expect(await on.arrived(payment)).toBe(sent.length);
  });
});
