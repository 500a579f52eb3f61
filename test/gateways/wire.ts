/** The wire to a gateway: a real HTTP server in its place, and the tables every adapter's way over the wire is held against. */
import fc from "fast-check";
import type { ServerResponse } from "node:http";
import type { CancelCommand, PaymentGateway, RefundAccount } from "../../src/gateways/port.js";
import { MAX_STORED_BODY_CHARS } from "../../src/gateways/redacted-exchange.js";
import { minorUnits } from "../../src/money/minor-units.js";
import { partsOf, type Parts } from "../../src/money/parts.js";
import { Secret } from "../../src/secret.js";
import { httpServer, json, refusedPort, type LocalServer, type Received } from "./local-server.js";
import { cancelAt } from "./cancel-at.js";

type Answer = (request: Received) => { status: number; body: unknown };

export interface Wire {
  url: string;
  received: Received[];
  /** What the next calls are answered; before each test it is the usual answer again. */
  answer: Answer;
}

/** What is answered before anything else is asked, such as a log-in; a false value where it is none of that. */
type Prelude = (request: Received) => unknown;

/** Call it at the top of a test file; what it gives is filled when the tests begin. */
export function openWire(usual: Answer, prelude: Prelude = () => null): Wire {
  const wire: Wire = { url: "", received: [], answer: usual };
  let server: LocalServer;
  beforeAll(async () => {
    server = await httpServer((request, response) => {
      const before = prelude(request);
      const { status, body } = before ? { status: 200, body: before } : wire.answer(request);
      json(status, body)(request, response);
    });
    Object.assign(wire, { url: server.url, received: server.received });
  });
  beforeEach(() => {
    wire.received.length = 0;
    wire.answer = usual;
  });
  afterAll(() => server.close());
  return wire;
}

export const bodyOf = (received: Received | undefined): Record<string, unknown> =>
  JSON.parse(received?.body ?? "null") as Record<string, unknown>;

/** An amount of these parts that no type admits. */
export const forged = (amount: Parts, parts: Partial<Record<keyof Parts, number>>): Parts =>
  ({ ...amount, ...parts }) as Parts;

type Rows = readonly (readonly [what: string, wrong: Partial<CancelCommand>, message: RegExp])[];

/** A command that is wrong is the caller's bug: it is thrown, and nothing is sent. */
export function testNeverLeaves(
  wire: Wire,
  gateway: () => PaymentGateway,
  command: (more?: Partial<CancelCommand>) => CancelCommand,
  rows: Rows,
): void {
  const { amount } = command();
  const { total, taxFree, vat } = amount;
  const everywhere: Rows = [
    ["nothing, which could cancel everything", { amount: partsOf({}), lines: [] }, /positive/],
    ["parts that do not add up", { amount: forged(amount, { total: total + 1 }) }, /add up/],
    ["half a won", { amount: forged(amount, { total: total - 0.5, taxFree: taxFree - 0.5 }) }, /not an amount/],
    ["a negative amount", { amount: forged(amount, { total: 0 - total }) }, /not an amount/],
    ["a negative part", { amount: forged(amount, { taxFree: taxFree + vat + 10, vat: -10 }) }, /not an amount/],
    ["an unsafe amount", { amount: forged(amount, { total: 2 ** 53, taxFree: 2 ** 53 }) }, /not an amount/],
    ["not a number", { amount: forged(amount, { total: NaN }) }, /not an amount/],
    ["more than can be cancelled, by one won", { cancellableBefore: minorUnits(total - 1) }, /exceeds/],
  ];
  it.each([...everywhere, ...rows])("%s never leaves", async (_, wrong, message) => {
    const { verdict, exchange } = await cancelAt(gateway(), command(wrong));
    expect(verdict).toMatchObject({ kind: "REFUSED", message: expect.stringMatching(message) });
    expect(verdict).toMatchObject({ cause: expect.stringMatching(/^(INVALID_REQUEST|NOT_SUPPORTED)$/) });
    expect(exchange).toMatchObject({ request: { body: null }, response: null });
    expect(wire.received).toEqual([]);
  });
}

/** Brackets in which recursion over an answer would drown. */
const DEEP = `${"[".repeat(400_000)}${"]".repeat(400_000)}`;

/** What a gateway does that does not answer as it should, and the code it is told by where there is one answer to all. */
const SILENCES: readonly (readonly [what: string, misbehave: (response: ServerResponse) => void, code: unknown])[] = [
  ["is lost", (response) => response.socket?.resetAndDestroy(), "ECONNRESET"],
  ["never comes", () => {}, "TIMEOUT"],
  [
    "is cut short",
    (response) => {
      response.writeHead(200, { "content-length": 99 }).write('{"code":0');
      setImmediate(() => response.socket?.destroy());
    },
    "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
  ],
  ["is half a text", (response) => response.end('{"code":0,"refundNo":'), expect.any(String)],
];

export function testFailures(
  gatewayAt: (baseUrl: string, patienceMs?: number) => PaymentGateway,
  command: () => CancelCommand,
  prelude: Prelude = () => null,
): void {
  describe("failures become verdicts", () => {
    let server: LocalServer | undefined;
    afterEach(async () => server?.close());
    const misbehaving = async (misbehave: (response: ServerResponse) => void): Promise<LocalServer> =>
      (server = await httpServer((request, response) => {
        const before = prelude(request);
        if (before) json(200, before)(request, response);
        else misbehave(response);
      }));

    it("nobody listens: NOT_SENT, UNREACHABLE", async () => {
      const nowhere = gatewayAt(`http://127.0.0.1:${await refusedPort()}`);
      const { verdict, exchange } = await cancelAt(nowhere, command());
      expect(verdict).toMatchObject({ kind: "NOT_SENT", code: "ECONNREFUSED" });
      expect(exchange).toMatchObject({ response: null, error: expect.stringContaining("ECONNREFUSED") });
      expect((await nowhere.lookUp("p")).lookUp).toMatchObject({ kind: "UNREACHABLE", code: "ECONNREFUSED" });
    });

    it.each(SILENCES)("the answer %s: UNKNOWN, never a no", async (_, misbehave, code) => {
      const { url, received } = await misbehaving(misbehave);
      const gateway = gatewayAt(url, 300);
      const { verdict, exchange } = await cancelAt(gateway, command());
      expect(verdict).toMatchObject({ kind: "UNKNOWN", claim: "NOTHING", code });
      expect(exchange.request.path).toBe(received.at(-1)?.url);
      expect((await gateway.lookUp("p")).lookUp).toMatchObject({ kind: "UNREACHABLE", code });
    });

    it.each([
      ["only", DEEP],
      ["in an answer", `{"code":0,"response":${DEEP}}`],
    ])("a body of brackets %s does no harm", async (_, deep) => {
      const { url } = await misbehaving((response) => void response.end(deep));
      const { verdict, exchange } = await cancelAt(gatewayAt(url), command());
      expect(verdict).toMatchObject({ kind: "UNKNOWN" });
      expect(JSON.stringify(exchange).length).toBeLessThan(1_000);
      expect((await gatewayAt(url).lookUp("p")).lookUp).toMatchObject({ kind: "UNREACHABLE" });
    });

    it("what is kept is bounded, and holds nothing PostgreSQL refuses", async () => {
      const body = { "a\u0000": "\u0000\ud800", response: { long: "가".repeat(100_000) } };
      const { url } = await misbehaving((response) => void response.writeHead(500).end(JSON.stringify(body)));
      const kept = JSON.stringify((await cancelAt(gatewayAt(url), command())).exchange);
      expect(kept.length).toBeLessThan(2 * MAX_STORED_BODY_CHARS);
      expect(kept).not.toMatch(/\\u0000|\\ud800/);
    });
  });
}

const digits = ([minLength, maxLength]: readonly [number, number]): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^\\d{${minLength},${maxLength}}$`));

/** Accounts at these banks; `number` and `phone` say how many digits they have. */
export const accountsAt = (
  bankCodes: readonly string[],
  { number, phone }: { number: readonly [number, number]; phone: readonly [number, number] },
): fc.Arbitrary<RefundAccount | null> =>
  fc.option(
    fc
      .record({
        bankCode: fc.constantFrom(...bankCodes),
        number: digits(number),
        holder: fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }).filter((holder) => holder.trim() !== ""),
        phone: fc.option(digits(phone)),
      })
      .map((drawn) => ({
        bankCode: drawn.bankCode,
        number: new Secret(drawn.number),
        holder: new Secret(drawn.holder),
        phone: drawn.phone === null ? null : new Secret(drawn.phone),
      })),
  );

/** Commands that may leave: any amount in any parts, of a payment of at least as much; `more` is what the vendor adds to them. */
export const anyCommand = <More extends Partial<CancelCommand>>(
  command: (more: Partial<CancelCommand>) => CancelCommand,
  more: { [Field in keyof More]: fc.Arbitrary<More[Field]> },
  serviceFee: fc.Arbitrary<number> = fc.constant(0),
): fc.Arbitrary<CancelCommand> =>
  fc
    .record({
      own: fc.record<Partial<CancelCommand>>({
        key: fc.uuid(),
        gatewayPaymentId: fc
          .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
          .filter((id) => !/^\.{1,2}$/.test(id)),
        reason: fc.stringMatching(/^[가-힣A-Za-z0-9](?: ?[가-힣A-Za-z0-9]){0,30}$/),
        requester: fc.constantFrom("CUSTOMER", "MERCHANT"),
        promotion: fc.constantFrom("RETAIN", "RELEASE"),
      }),
      more: fc.record(more),
      taxable: fc.nat({ max: 1_000_000_000 }),
      vat: fc.nat({ max: 100_000_000 }),
      taxFree: fc.nat({ max: 1_000_000_000 }),
      serviceFee,
      left: fc.nat({ max: 1_000_000_000 }),
    })
    .filter(({ taxable, vat, taxFree, serviceFee: fee }) => taxable + vat + taxFree + fee > 0)
    .map(({ own, more: added, left, ...parts }) => {
      const amount = partsOf(parts);
      const whole = minorUnits(amount.total + left);
      return command({ ...own, ...added, amount, cancellableBefore: whole, paymentAmount: whole });
    });
