/** The customer's bank account for a refund (환불계좌): who may name one when, and that it stands in clear nowhere. */
import { randomBytes } from "node:crypto";
import { ROLES } from "../../../src/access/permission.js";
import { DEMO_SECRETS } from "../../../src/config.js";
import { KEY_BYTES } from "../../../src/encryption-keys.js";
import { cipherKeysOf } from "../../../src/personal-data/cipher-keys.js";
import { createCipher, type CipherKey } from "../../../src/personal-data/cipher.js";
import { fingerprintsOf, openAccount } from "../../../src/refund/record/account.js";
import { approveRefund } from "../../../src/refund/commands/decide-refund.js";
import { changeAccount as recordAccount } from "../../../src/refund/commands/change-account.js";
import type { RefundContext } from "../../../src/refund/context.js";
import { Secret } from "../../../src/secret.js";
import { createLogger } from "../../../src/telemetry/logger.js";
import { readRefund, mutate, ask } from "../../api/ask.js";
import { MINUTE } from "../../kit/clock.js";
import {
  changingNothing,
  APPROVER,
  codeOf,
  collectedReturn,
  everyRow,
  key,
  now,
  OPERATOR,
  person,
  reportReturn,
  request,
  requestAndDrain,
} from "../../kit/fixtures.js";
import { ACCOUNT, account, intoVirtualAccount, withPoints } from "../accounts.js";
import { AGENT, approve, changeAccount, fallBack, retry, reverse, seen } from "../mutations.js";
import { ABOVE_LIMIT, REACHED_STATES, refundIn, type ReachedState } from "../states.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { eventsOf, successorOf, requestedReturn } from "../ledgers.js";
import { everyTable } from "../../hostile/canary.js";

const t = sharedTestService({ gateways: () => ({ merchantLedger: true }) });

const given = async (refund: { id: string }) => {
  const opened = openAccount(t.context.cipher, await now(t, refund));
  return opened && [opened.bankCode, opened.number.reveal(), opened.holder.reveal(), opened.phone?.reveal() ?? null];
};

describe("changing it", () => {
  const ALLOWED: readonly ReachedState[] = ["returnCollected", "refundRequested.deferred", "refundRequested.refused"];

  it.each(ALLOWED)("%s: yes", async (state) => {
    const refund = await refundIn(t, state);
    expect(codeOf(await changeAccount(t, refund, ACCOUNT))).toBe("ok");
    expect(await given(refund)).toEqual(["088", "110123456789", "홍길동", null]);
    expect(await now(t, refund)).toMatchObject({ state, version: refund.version + 1 });
  });

  it.each(REACHED_STATES.filter((state) => !ALLOWED.includes(state)))("%s: no", async (state) => {
    const refund = await refundIn(t, state);
    expect(codeOf(await changingNothing(t, () => changeAccount(t, refund, ACCOUNT)))).toBe("REFUND_STATE_CONFLICT");
  });

  it("of a refund accepted by hand is possible until a second person has agreed to the account", async () => {
    const small = await collectedReturn(t, 10_000, { refundAccount: ACCOUNT });
    await t.sandbox.planFault({ hits: "cancel", fault: { kind: "REFUSE" }, paymentId: small.gatewayPaymentId });
    await requestAndDrain(t, small.refund);
    expect(codeOf(await fallBack(t, small.refund))).toBe("ok");
    expect((await now(t, small.refund)).state).toBe("accepted.unprocessed");
    expect(codeOf(await changeAccount(t, small.refund, account({ number: "222333444555" })))).toBe("ok");
    expect(await given(small.refund)).toMatchObject({ 1: "222333444555" });
    expect(await now(t, small.refund)).toMatchObject({
      state: "accepted.awaitingApproval",
      approvalReasons: ["ACCOUNT_NAMED_BY_REQUESTER"],
    });
    expect(codeOf(await approve(t, small.refund))).toBe("ok");
    const [approval] = await t.rows<{ account_fingerprint: string | null }>(
      `select account_fingerprint from refund_history where refund_id = ? and event = 'APPROVE'`,
      [small.refund.id],
    );
    expect(approval?.account_fingerprint).toBe(
      fingerprintsOf(t.context.cipher, account({ number: "222333444555" }))[0],
    );

    const large = await collectedReturn(t, ABOVE_LIMIT, { refundAccount: ACCOUNT });
    expect(codeOf(await fallBack(t, large.refund))).toBe("ok");
    expect((await now(t, large.refund)).state).toBe("accepted.awaitingApproval");
    const { version } = await now(t, large.refund);
    expect(codeOf(await changeAccount(t, large.refund, account({ holder: "홍길순" })))).toBe("ok");
    expect(await now(t, large.refund)).toMatchObject({
      state: "accepted.awaitingApproval",
      approvalReasons: ["NO_REFUSAL_BEHIND", "ABOVE_LIMIT", "HOLDER_DIFFERS", "ACCOUNT_NAMED_BY_REQUESTER"],
    });
    // Whoever had looked at the other account does not approve this one.
    const before = { id: large.refund.id, expectedVersion: version, idempotencyKey: key(), memo: null };
    expect(codeOf(await approveRefund(t.context, APPROVER, before))).toBe("VERSION_CONFLICT");
    expect(codeOf(await approve(t, large.refund))).toBe("ok");
    expect((await now(t, large.refund)).state).toBe("accepted.unprocessed");
    expect(codeOf(await changeAccount(t, large.refund, account()))).toBe("REFUND_STATE_CONFLICT");
  });

  it("whoever named it does not agree to it, also when another asked for the money", async () => {
    const both = person("choi.both", "cs-agent", "approver");
    const { refund } = await collectedReturn(t, ABOVE_LIMIT);
    expect(codeOf(await changeAccount(t, refund, ACCOUNT, both))).toBe("ok");
    expect(codeOf(await fallBack(t, refund))).toBe("ok");
    expect(codeOf(await approve(t, refund, both))).toBe("SAME_PERSON");
    expect((await now(t, refund)).state).toBe("accepted.awaitingApproval");
    expect(codeOf(await approve(t, refund))).toBe("ok");
  });

  it("takes an approval with it: what was agreed to was another account", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, ABOVE_LIMIT);
    await t.sandbox.planFault({ hits: "cancel", fault: { kind: "REFUSE" }, paymentId: gatewayPaymentId });
    await request(t, refund);
    await approve(t, refund);
    await t.drain();
    expect(await now(t, refund)).toMatchObject({ state: "refundRequested.refused", approvedBy: "lee.approver" });
    expect(codeOf(await changeAccount(t, refund, ACCOUNT))).toBe("ok");
    expect((await now(t, refund)).approvedBy).toBeNull();
    await retry(t, refund);
    expect((await now(t, refund)).state).toBe("refundRequested.awaitingApproval");
  });

  it("of points is refused: they never become cash", async () => {
    const { refund } = await collectedReturn(t, [withPoints(5_000)], { refundAccount: ACCOUNT });
    expect(await given(refund)).toBeNull();
    expect(codeOf(await changeAccount(t, refund, ACCOUNT))).toBe("POINTS_NEVER_CASH");
  });

  it("writes a fact into the history: the state stays, the version goes on, the chain holds", async () => {
    const { refund } = await collectedReturn(t, 10_000);
    await changeAccount(t, refund, ACCOUNT);
    const history = await t.rows(
      `select sequence, from_state, to_state, event, cause, actor from refund_history where refund_id = ? order by sequence`,
      [refund.id],
    );
    expect(history[1]).toEqual({
      sequence: 2,
      from_state: "returnCollected",
      to_state: "returnCollected",
      event: "ACCOUNT_CHANGED",
      cause: "OPERATOR",
      actor: AGENT.subject,
    });
    expect((await eventsOf(t, refund)).at(-1)).toEqual({
      refundNo: refund.refundNo,
      returnId: refund.returnId,
      version: 2,
      from: "returnCollected",
      to: "returnCollected",
      event: "ACCOUNT_CHANGED",
      cause: "OPERATOR",
    });
  });
});

describe("told with a return", () => {
  it("is kept once, and told again changes nothing", async () => {
    const { order, refund } = await collectedReturn(t, 10_000, {
      sold: [{ amount: 10_000, quantity: 2 }],
      refundAccount: ACCOUNT,
    });
    const { outcome } = await reportReturn(t, order, { refundAccount: account({ number: "999888777666" }) });
    expect(outcome.ok).toBe(true);
    expect(await given(refund)).toMatchObject({ 1: "110123456789" });
  });

  it("goes on to the successor, sealed for its row, and opens in no other", async () => {
    const { refund } = await requestedReturn(t, [{ amount: 10_000, method: "BANK_TRANSFER" }], {
      refundAccount: account({ phone: "01012345678" }),
    });
    expect(codeOf(await reverse(t, refund))).toBe("ok");
    const successor = await successorOf(t, refund);
    expect(await given(successor)).toEqual(["088", "110123456789", "홍길동", "01012345678"]);
    const { accountNumberSealed } = await now(t, refund);
    expect(() => openAccount(t.context.cipher, Object.assign(successor, { accountNumberSealed }))).toThrow(
      "NOT_AUTHENTIC",
    );
  });
});

describe("the same key", () => {
  const once = async (
    refund: { id: string; version: number },
    idempotencyKey: string,
    context: RefundContext,
    its = ACCOUNT,
  ) => recordAccount(context, AGENT, { id: refund.id, expectedVersion: refund.version, idempotencyKey, account: its });

  const OTHERS = {
    number: account({ number: "110123456780" }),
    bank: account({ bankCode: "004" }),
    holder: account({ holder: "홍길순" }),
    phone: account({ phone: "01012345678" }),
  };

  it("with the same account gives the first answer; with another one, whatever differs, it is refused", async () => {
    const { refund } = await collectedReturn(t, 10_000);
    const idempotencyKey = key();
    expect(await once(refund, idempotencyKey, t.context)).toMatchObject({ outcome: { ok: true }, replayed: false });
    expect(await once(refund, idempotencyKey, t.context)).toMatchObject({ outcome: { ok: true }, replayed: true });
    for (const [what, other] of Object.entries(OTHERS)) {
      expect([what, codeOf(await once(refund, idempotencyKey, t.context, other))]).toEqual([
        what,
        "IDEMPOTENCY_KEY_REUSED",
      ]);
    }
    expect((await now(t, refund)).version).toBe(2);
  });

  it("knows its account also after the encryption key has changed", async () => {
    const { keys } = cipherKeysOf(DEMO_SECRETS.encryptionKeys);
    const fresh: CipherKey = { id: "fresh", key: new Secret(randomBytes(KEY_BYTES)) };
    const after: RefundContext = { ...t.context, cipher: createCipher({ keys: [...keys, fresh], current: fresh.id }) };
    const { refund } = await collectedReturn(t, 10_000);
    const idempotencyKey = key();
    expect(await once(refund, idempotencyKey, t.context)).toMatchObject({ outcome: { ok: true }, replayed: false });
    expect(await once(refund, idempotencyKey, after)).toMatchObject({ outcome: { ok: true }, replayed: true });
    expect(codeOf(await once(refund, idempotencyKey, after, OTHERS.holder))).toBe("IDEMPOTENCY_KEY_REUSED");
  });
});

describe("in the API", () => {
  const CHANGED = `refund { refundAccount { bankCode bankName number holder } } userErrors { code field message }`;
  const change = async (refund: { id: string }, its: object) =>
    mutate<object>(t, "refundAccountChange", { ...(await seen(t, refund)), account: its }, CHANGED, AGENT);

  const RETURNS_WRITE = { kind: "SERVICE", scopes: ["returns:write"] } as const;

  it("is masked for every role that sees the refund", async () => {
    const { refund } = await collectedReturn(t, 10_000);
    const shown = { bankCode: "088", bankName: "신한은행", number: "110******789", holder: "홍*동" };
    const received = { bankCode: "088", number: "110-123 456789", holder: "홍길동", phone: "010-1234-5678" };
    expect(await change(refund, received)).toEqual({ refund: { refundAccount: shown }, userErrors: [] });
    for (const role of ROLES) {
      const answer = await readRefund(t, refund, `refundAccount { bankCode bankName number holder }`, {
        by: { ...person(role, role), ...(role === "service" && RETURNS_WRITE) },
      });
      expect([role, answer]).toEqual([role, { refundAccount: shown }]);
    }
  });

  it.each([
    ["bankCode", { bankCode: "999" }],
    ["bankCode", { bankCode: "0881" }],
    ["number", { number: "12345" }],
    ["number", { number: "110-12a-456789" }],
    ["number", { number: "12345678901234567" }],
    ["holder", { holder: "홍".repeat(300) }],
    ["phone", { phone: "9999" }],
  ])("a wrong %s (%p) is told, changes nothing, and does not repeat what was wrong", async (field, wrong) => {
    const { refund } = await collectedReturn(t, 10_000);
    const before = await everyRow(t);
    const answer = await change(refund, { bankCode: "088", number: "110123456789", holder: "홍길동", ...wrong });
    expect(answer).toMatchObject({ refund: null, userErrors: [{ code: "INVALID_INPUT", field: ["account", field] }] });
    expect(JSON.stringify(answer)).not.toContain(Object.values(wrong)[0]);
    expect(await everyRow(t)).toEqual(before);
  });
});

describe("at rest", () => {
  const CANARY = { number: "31415926535897", holder: "카나리아왕", phone: "01098765432" };
  /** Cut into pieces too: a canary must not hide behind a truncation, nor behind a mask that shows too much. */
  const PIECES = [...Object.values(CANARY), "4159265", "카나리아", "98765432"];

  /** What the queue keeps included. */
  const everything = async () => (await everyTable(t)).map(([, rows]) => rows).join("\n");

  it("stands in clear in no table, job, answer, log line or metric, whatever way the refund takes", async () => {
    const said: string[] = [];
    const quiet = t.context.log;
    t.context.log = createLogger({ level: "trace", destination: { write: (line) => void said.push(line) } });
    const answers: unknown[] = [];
    const keep = <T>(answer: T): T => {
      answers.push(answer);
      return answer;
    };
    const canary = account(CANARY);

    // At the gateway: sent, answered, looked up, refused once.
    const paid = await collectedReturn(t, [intoVirtualAccount(10_000)], { refundAccount: canary });
    await t.sandbox.planFault({ hits: "cancel", fault: { kind: "REFUSE" }, paymentId: paid.gatewayPaymentId });
    await request(t, paid.refund);
    // The account's holder is not the customer, so each way there needs a second person.
    keep(await approve(t, paid.refund));
    await t.drain();
    keep(await changeAccount(t, paid.refund, canary));
    keep(
      await recordAccount(t.context, AGENT, {
        id: paid.refund.id,
        expectedVersion: 1,
        idempotencyKey: key(),
        account: canary,
      }),
    );
    keep(await retry(t, paid.refund));
    keep(await approve(t, paid.refund));
    await t.drain();
    await t.pass(MINUTE);
    await t.sandbox.settleTransfer(paid.gatewayPaymentId, "COMPLETED");
    await t.pass(30 * MINUTE);
    expect((await now(t, paid.refund)).state).toBe("completed");
    keep(await reverse(t, paid.refund));
    // By hand.
    const manual = await collectedReturn(t, 10_000, { refundAccount: canary });
    keep(await fallBack(t, manual.refund));
    answers.push(
      await ask(
        t,
        `{ refunds(first: 20) { edges { node { refundNo refundAccount { number holder } } } } }`,
        {},
        { by: OPERATOR },
      ),
    );
    t.context.log = quiet;

    const places = {
      database: await everything(),
      log: said.join(""),
      answers: JSON.stringify(answers),
      metrics: await t.context.metrics.registry.metrics(),
      gateway: JSON.stringify(await t.sandbox.requests(paid.gatewayPaymentId)),
    };
    for (const [place, text] of Object.entries(places)) {
      for (const piece of PIECES) expect([place, piece, text.includes(piece)]).toEqual([place, piece, false]);
    }
    expect(places.database).toContain(paid.refund.refundNo);
    expect(places.log).toContain("attempt answered");
    expect(places.gateway).toContain("refundAccount");
    expect(places.answers).toContain("314********897");
  });
});
