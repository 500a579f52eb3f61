/** The comparison by itself: moments between two readings, statements, and a gateway that names neither amounts nor our ids. */
import type { ListedCancellation, GatewayPaymentSnapshot, WalletSource } from "../../src/gateways/port.js";
import { won } from "../../src/money/minor-units.js";
import type { RecordedCancellation, RecordedPayment, KnownAttempt } from "../../src/reconciliation/recorded-payment.js";
import { compare, lateAttempts } from "../../src/reconciliation/compare.js";
import { UNTOLD } from "../gateways/answers.js";

const NOON = new Date("2031-03-03T03:00:00.000Z");

const attempt = (over: Partial<KnownAttempt> = {}): KnownAttempt => ({
  id: "attempt-1",
  refundId: "refund-1",
  status: "SUCCEEDED",
  amount: won(3_000),
  knownCancellationIds: [],
  gatewayCancellationId: null,
  sent: true,
  since: NOON,
  ...over,
});

const cancellation = (
  cancellationId: string,
  amount: number,
  attemptId: string | null = null,
): RecordedCancellation => ({
  cancellationId,
  amount: won(amount),
  attemptId,
  bookedAt: NOON,
});

const recorded = (cancellations: RecordedCancellation[] = [], attempts: KnownAttempt[] = []): RecordedPayment => ({
  amount: won(10_000),
  captureState: "CAPTURED",
  walletSource: null,
  refundedAtGateway: won(cancellations.reduce((sum, booked) => sum + booked.amount, 0)),
  uncaptured: won(0),
  cancellations,
  attempts,
  reversedRefunds: new Set(),
});

const listed = (
  cancellationId: string,
  amount: number | null,
  over: Partial<ListedCancellation> = {},
): ListedCancellation => ({
  cancellationId,
  amount: amount === null ? null : won(amount),
  state: "SUCCEEDED",
  trigger: "API",
  ...UNTOLD,
  at: NOON,
  requestedAt: null,
  ...over,
});

function snapshot(
  cancellations: ListedCancellation[],
  over: Partial<GatewayPaymentSnapshot> = {},
): GatewayPaymentSnapshot {
  const done = cancellations.filter(({ state }) => state === "SUCCEEDED");
  const cancelled = won(done.reduce((sum, c) => sum + (c.amount ?? 0), 0));
  return {
    captureState: "CAPTURED",
    currency: "KRW",
    amount: won(10_000),
    cancelled,
    extent: cancelled === 0 ? "NONE" : cancelled < 10_000 ? "PART" : "ALL",
    paidByCustomer: null,
    disputed: false,
    discounted: false,
    cancellations,
    ...over,
  };
}

/** EBP's way: how far it went, a cancellation of its own name, no amounts. */
const extentOnly = (
  extent: GatewayPaymentSnapshot["extent"],
  id: string | null = "pg-cancel",
): GatewayPaymentSnapshot =>
  snapshot(extent === "NONE" || id === null ? [] : [listed(id, null, { trigger: "UNRECOGNISED" })], {
    amount: null,
    cancelled: extent === "NONE" ? won(0) : null,
    extent,
  });

const kinds = (before: RecordedPayment, after: RecordedPayment, shown: GatewayPaymentSnapshot): string[] =>
  compare({ before, after, snapshot: shown }).map(({ kind, subject }) => `${kind} ${subject}`);
const still = (held: RecordedPayment, shown: GatewayPaymentSnapshot): string[] => kinds(held, held, shown);

describe("between our two readings", () => {
  const settled = recorded([cancellation("c-1", 3_000, "attempt-1")], [attempt()]);

  it("what was booked after they answered is not missing there, and what was booked while they did is not missing here", () => {
    expect(kinds(recorded([], [attempt({ status: "SUBMITTING" })]), settled, snapshot([]))).toEqual([]);
    expect(kinds(recorded(), settled, snapshot([listed("c-1", 3_000)]))).toEqual([]);
    expect(still(settled, snapshot([]))).toEqual(["MISSING_THERE c-1"]);
    expect(still(recorded(), snapshot([listed("c-1", 3_000)]))).toEqual(["MISSING_HERE c-1"]);
  });

  it("one cancel may be the open attempt's; a second of the same amount is one too many", () => {
    const open = recorded([], [attempt({ status: "UNKNOWN" })]);
    expect(still(open, snapshot([listed("c-1", 3_000)]))).toEqual([]);
    expect(still(open, snapshot([listed("c-1", 3_000), listed("c-2", 3_000)]))).toEqual(["DUPLICATE c-2"]);
  });

  it("what cannot be the open attempt's is missing here: another amount, the console, listed before its call, another id", () => {
    const open = (over: Partial<KnownAttempt>) => recorded([], [attempt({ status: "UNKNOWN", ...over })]);
    const one = [listed("c-1", 3_000)];
    expect(still(open({ amount: won(2_999) }), snapshot(one))).toEqual(["MISSING_HERE c-1"]);
    expect(still(open({}), snapshot([listed("c-1", 3_000, { trigger: "CONSOLE" })]))).toEqual(["MISSING_HERE c-1"]);
    expect(still(open({ knownCancellationIds: ["c-1"] }), snapshot(one))).toEqual(["MISSING_HERE c-1"]);
    expect(still(open({ gatewayCancellationId: "c-9" }), snapshot(one))).toEqual(["MISSING_HERE c-1"]);
  });

  it("a cancel in the console of the same amount as ours is no duplicate", () => {
    const shown = snapshot([listed("c-1", 3_000), listed("c-2", 3_000, { trigger: "CONSOLE" })]);
    expect(still(settled, shown)).toEqual(["MISSING_HERE c-2"]);
  });

  it("two refunds of the same amount are no duplicate", () => {
    const two = recorded(
      [cancellation("c-1", 3_000, "attempt-1"), cancellation("c-2", 3_000, "attempt-2")],
      [attempt(), attempt({ id: "attempt-2" })],
    );
    expect(still(two, snapshot([listed("c-1", 3_000), listed("c-2", 3_000)]))).toEqual([]);
  });

  it("failed and pending cancels that are not booked are no differences", () => {
    const shown = snapshot([listed("c-1", 3_000, { state: "FAILED" }), listed("c-2", 2_000, { state: "PENDING" })]);
    expect(still(recorded(), shown)).toEqual([]);
  });
});

describe("what was behind a wallet", () => {
  const seen = (reported: WalletSource | null, walletSource?: WalletSource) => {
    const books = { ...recorded(), walletSource: reported };
    return compare({
      before: books,
      after: books,
      snapshot: { ...snapshot([]), ...(walletSource && { walletSource }) },
    });
  };

  it("is a difference where it was reported otherwise, and none where one side does not say it", () => {
    expect(seen("CARD", "MONEY")).toEqual([
      {
        kind: "STATE",
        subject: "walletSource",
        ours: "CARD",
        theirs: "MONEY",
        remedy: "CORRECT_WALLET_SOURCE",
        refundId: null,
        cancellationId: null,
      },
    ]);
    expect([seen("CARD", "CARD"), seen(null, "MONEY"), seen("CARD"), seen(null)]).toEqual([[], [], [], []]);
  });
});

describe("what two people stated", () => {
  const stated = recorded([cancellation("statement:s-1", 3_000)]);

  it("agrees once the gateway lists its amount, by whatever name, and is missing there until then", () => {
    expect(still(stated, snapshot([listed("c-1", 3_000, { trigger: "CONSOLE" })]))).toEqual([]);
    expect(still(stated, snapshot([]))).toEqual(["MISSING_THERE statement:s-1"]);
    expect(still(stated, snapshot([listed("c-1", 2_000)]))).toEqual([
      "MISSING_HERE c-1",
      "MISSING_THERE statement:s-1",
    ]);
  });

  it("stands for one cancel only, and a chargeback is not it", () => {
    expect(still(stated, snapshot([listed("c-1", 3_000), listed("c-2", 3_000)]))).toEqual(["MISSING_HERE c-2"]);
    expect(still(stated, snapshot([listed("c-1", 3_000, { trigger: "CHARGEBACK" })]))).toEqual([
      "MISSING_HERE c-1",
      "MISSING_THERE statement:s-1",
    ]);
  });
});

describe("a gateway that names no amounts", () => {
  const part = recorded([cancellation("our-name", 3_000, "attempt-1")], [attempt()]);
  const all = recorded([cancellation("our-name", 10_000, "attempt-1")], [attempt({ amount: won(10_000) })]);

  it("is compared by how far it went, not by names", () => {
    expect(still(part, extentOnly("PART"))).toEqual([]);
    expect(still(part, extentOnly("PART", null))).toEqual([]);
    expect(still(all, extentOnly("ALL"))).toEqual([]);
    expect(still(recorded(), extentOnly("NONE"))).toEqual([]);
  });

  it("further there is missing here, further here is missing there", () => {
    expect(still(part, extentOnly("ALL"))).toEqual(["MISSING_HERE extent"]);
    expect(still(recorded(), extentOnly("PART"))).toEqual(["MISSING_HERE extent"]);
    expect(still(all, extentOnly("PART"))).toEqual(["MISSING_THERE extent"]);
    expect(still(part, extentOnly("NONE"))).toEqual(["MISSING_THERE our-name"]);
  });

  it("is not further while a refund is under way, on either side", () => {
    expect(still(recorded([], [attempt({ status: "UNKNOWN" })]), extentOnly("PART"))).toEqual([]);
    const cancelling = snapshot([listed("order", null, { state: "PENDING" })], {
      amount: null,
      cancelled: null,
      extent: "ALL",
      captureState: "AUTHORISED",
    });
    expect(still({ ...recorded(), captureState: "AUTHORISED" }, cancelling)).toEqual([]);
  });
});

describe("an attempt without an end", () => {
  const open = recorded([], [attempt({ status: "PENDING", gatewayCancellationId: "c-1" })]);
  const at = (ms: number) => ({ now: new Date(NOON.getTime() + ms), lateAfterMs: 1_000 });

  it("is late after its time, and says what they hold and whom to ask", () => {
    expect(lateAttempts(open, snapshot([]), { ...at(1_000), reports: false })).toEqual([]);
    const shown = snapshot([listed("c-1", 3_000, { state: "PENDING" })]);
    expect(lateAttempts(open, shown, { ...at(1_001), reports: false })).toMatchObject([
      { kind: "LATE", ours: "PENDING", theirs: "PENDING", remedy: "RESOLVE_ATTEMPT" },
    ]);
    expect(lateAttempts(open, null, { ...at(1_001), reports: true })).toMatchObject([
      { theirs: null, remedy: "ASK_ORDER_SERVICE" },
    ]);
  });
});
