/** Every gateway: what its adapter says of a cancel that was answered, held against the gateway's own ledger. */
import type { CancelCommand } from "../../../src/gateways/port.js";
import { partsOf } from "../../../src/money/parts.js";
import { won } from "../../../src/money/minor-units.js";
import { itemOf } from "../../kit/fixtures.js";
import { refusedPort } from "../local-server.js";
import { alteringProxy } from "./altering-proxy.js";
import { cancelOf, type Answer } from "./gateway-under-test.js";
import { GATEWAYS_UNDER_TEST } from "./gateways.js";
import { openStage, type Stage } from "./stage.js";
import { cancelAt } from "../cancel-at.js";

describe.each(GATEWAYS_UNDER_TEST)("$name", (gateway) => {
  const { says } = gateway;
  let on: Stage;
  beforeAll(async () => {
    on = await openStage(gateway);
  });
  afterAll(() => on.close());

  it("cancels in full", async () => {
    const payment = await on.paid();
    expect(await on.send(cancelOf(payment, 10_000))).toMatchObject({
      kind: "SUCCEEDED",
      cancellation: { amount: 10_000 },
    });
    await on.look(payment);
  });

  it("cancels a part, and then all that is left", async () => {
    const payment = await on.paid();
    expect(await on.send(cancelOf(payment, 3_333))).toMatchObject({
      kind: "SUCCEEDED",
      cancellation: { amount: 3_333 },
    });
    await on.look(payment);
    const rest = cancelOf(payment, 6_667, { cancellableBefore: won(6_667) });
    expect(await on.send(rest)).toMatchObject({ kind: "SUCCEEDED", cancellation: { amount: 6_667 } });
    await on.look(payment);
    expect(await on.moved(payment)).toEqual({ amount: 10_000, times: 2 });
  });

  it("names each of two equal cancels by an id of its own", async () => {
    const payment = await on.paid();
    const first = await on.send(cancelOf(payment, 5_000));
    const second = await on.send(cancelOf(payment, 5_000, { cancellableBefore: won(5_000) }));
    const named = [first, second].flatMap((said) =>
      said.kind === "SUCCEEDED" ? [said.cancellation.cancellationId] : [],
    );
    expect(new Set(named).size).toBe(2);
    const listed = (await on.look(payment)).cancellations.map((one) => one.cancellationId);
    // EBP's look-up knows a cancel by another id than its answer, and only the latest.
    expect(new Set([...named, ...listed]).size).toBe(gateway.namesAmounts ? 2 : 3);
  });

  it("moves nothing when more is asked for than is left", async () => {
    const payment = await on.paid();
    await on.ledger.cancelInConsole(payment.id, { amount: 7_000 });
    expect(await on.send(cancelOf(payment, 5_000))).toMatchObject(says.tooMuch);
    expect(await on.moved(payment)).toEqual({ amount: 7_000, times: 1 });
    await on.look(payment);
  });

  it("moves nothing when everything is refunded already", async () => {
    const payment = await on.paid();
    await on.send(cancelOf(payment, 10_000));
    expect(await on.send(cancelOf(payment, 10_000))).toMatchObject(says.allRefunded);
    expect(await on.moved(payment)).toEqual({ amount: 10_000, times: 1 });
    await on.look(payment);
  });

  it(`${gateway.comparesBalance ? "moves nothing" : "moves what fits"} when the balance is another than we believe`, async () => {
    const payment = await on.paid();
    await on.ledger.cancelInConsole(payment.id, { amount: 3_000 });
    const verdict = await on.send(cancelOf(payment, 4_000));
    expect(verdict).toMatchObject(gateway.comparesBalance ? says.tooMuch : { kind: "SUCCEEDED" });
    await on.look(payment);
  });

  it("moves nothing when it is refused", async () => {
    const payment = await on.paid();
    await on.refuse(payment.id);
    expect(await on.send(cancelOf(payment, 4_000))).toMatchObject(says.refused);
    expect(await on.moved(payment)).toEqual({ amount: 0, times: 0 });
    await on.look(payment);
  });

  it("does not know a payment of another shop", async () => {
    const stranger = { id: "pnowhere", amount: 10_000, vat: 909 };
    const verdict = await on.send(cancelOf(stranger, 4_000));
    const definite = verdict.kind === "REFUSED" || (verdict.kind === "UNKNOWN" && verdict.claim !== "NOTHING");
    expect({ verdict, definite }).toEqual({ verdict, definite: true });
    expect((await on.adapter.lookUp(stranger.id)).lookUp).toEqual({ kind: "NOT_FOUND" });
  });

  it("waits for a repair when the credential is refused", async () => {
    const payment = await on.paid();
    const stranger = on.adapterWith({ stranger: true });
    expect(await on.send(cancelOf(payment, 4_000), stranger)).toMatchObject({ kind: "DEFERRED" });
    expect((await stranger.lookUp(payment.id)).lookUp).toMatchObject({ kind: "UNREACHABLE" });
    await on.refuseCredential(payment.id);
    expect(await on.send(cancelOf(payment, 4_000))).toMatchObject({ kind: "DEFERRED" });
    expect(await on.send(cancelOf(payment, 4_000))).toMatchObject({ kind: "SUCCEEDED" });
  });

  it("knows that nothing was sent when nobody listens", async () => {
    const payment = await on.paid();
    const nobody = on.adapterWith({ baseUrl: `http://127.0.0.1:${await refusedPort()}` });
    expect(await on.send(cancelOf(payment, 4_000), nobody)).toMatchObject({ kind: "NOT_SENT" });
    expect((await nobody.lookUp(payment.id)).lookUp).toMatchObject({ kind: "UNREACHABLE" });
  });

  it.each([0, -1, 0.5, 2 ** 53, Number.NaN])("never sends an amount of %p (M2)", async (amount) => {
    const payment = await on.paid();
    const hostile = amount as CancelCommand["amount"]["total"];
    const command = cancelOf(payment, 1, {
      amount: { total: hostile, taxable: hostile, vat: won(0), taxFree: won(0), serviceFee: won(0) },
      lines: [{ lineNo: "1", ...itemOf(1), kind: "PHYSICAL", quantity: 1, amount: hostile, vat: won(0) }],
    });
    expect((await cancelAt(on.adapter, command)).verdict).toMatchObject({ kind: "REFUSED", cause: "INVALID_REQUEST" });
    expect(await on.arrived(payment)).toBe(0);
  });

  it("never sends more than it believes is left (M2)", async () => {
    const payment = await on.paid();
    const command = cancelOf(payment, 4_000, { cancellableBefore: won(3_999) });
    expect((await cancelAt(on.adapter, command)).verdict).toMatchObject({ kind: "REFUSED", cause: "INVALID_REQUEST" });
    expect(await on.arrived(payment)).toBe(0);
  });

  it("refuses what it has no field for while it is prepared, with the cause, and prepares without a call", async () => {
    const payment = await on.paid();
    const fee = cancelOf(payment, 4_000, {
      amount: partsOf({ taxable: 3_500, serviceFee: 500 }),
      lines: [
        { lineNo: "1", itemId: "ITEM-1", seq: 1, kind: "PHYSICAL", quantity: 1, amount: won(4_000), vat: won(0) },
      ],
    });
    const prepared = on.adapter.prepare(fee);
    const refusal = { ok: false, verdict: { cause: "NOT_SUPPORTED", code: "SERVICE_FEE" } };
    expect(prepared).toMatchObject(gateway.takesServiceFee ? { ok: true } : refusal);
    expect(await on.arrived(payment)).toBe(0);
    expect(await on.moved(payment)).toEqual({ amount: 0, times: 0 });
  });

  it.each(["", ".", ".."])(
    "neither asks nor cancels at the address %p, where another endpoint would answer",
    async (id) => {
      expect((await on.adapter.lookUp(id)).lookUp).toEqual({ kind: "NOT_FOUND" });
      const command = cancelOf({ id, amount: 10_000, vat: 909 }, 4_000);
      const refusal = { ok: false, verdict: { cause: "INVALID_REQUEST" } };
      expect(on.adapter.prepare(command)).toMatchObject(id === "" || gateway.idInPath ? refusal : { ok: true });
    },
  );

  const through = async (alter: (answer: Answer) => void) => {
    const payment = await on.paid();
    const proxy = await alteringProxy(on.url, (call) => gateway.isCancel(call), alter);
    try {
      return (await cancelAt(on.adapterWith({ baseUrl: proxy.url }), cancelOf(payment, 4_000))).verdict;
    } finally {
      await proxy.close();
    }
  };

  it("tells the amount that the answer names, not the one that was asked for", async () => {
    expect(await through((answer) => gateway.oneWonLess(answer))).toMatchObject({
      kind: "SUCCEEDED",
      cancellation: { amount: 3_999 },
    });
  });

  if (gateway.aboutAnother) {
    const { aboutAnother } = gateway;
    it("does not believe an answer about another payment", async () => {
      expect(await through(aboutAnother)).toMatchObject({ kind: "UNKNOWN", claim: "NOTHING" });
    });
  }
});
