/** S13: personal data that a vendor writes into answers, pages and errors rests in clear in no table, WAL, log line or metric. */
import type { HttpExchange } from "../../src/gateways/http.js";
import { exchangeJson } from "../../src/gateways/http.js";
import { reconcileDay } from "../../src/reconciliation/reconcile-gateway.js";
import { createLogger } from "../../src/telemetry/logger.js";
import { handClock, MINUTE } from "../kit/clock.js";
import { openTestService, RECONCILIATION, type TestService } from "../kit/test-service.js";
import { request } from "../kit/fixtures.js";
import type { OpenGateway } from "../gateways/contract/gateway-under-test.js";
import { GATEWAYS_UNDER_TEST } from "../gateways/contract/gateways.js";
import {
  asIs,
  CANARIES,
  canaryCustomer,
  canaryPaymentId,
  everyTable,
  expectClean,
  SENTENCE,
  type Spoiler,
} from "./canary.js";

const spoiltTexts: Spoiler = (result) => {
  if (result.kind !== "ANSWERED") return result;
  const spoilt = withSentence(result.json);
  return { ...result, json: spoilt, text: JSON.stringify(spoilt) };
};
const page: Spoiler = ({ durationMs }) => ({
  kind: "ANSWERED",
  status: 502,
  text: `<html>${SENTENCE}</html>`,
  json: undefined,
  retryAfterSeconds: null,
  durationMs,
});
const brokenOff: Spoiler = ({ durationMs }) => ({
  kind: "UNKNOWN",
  code: "ECONNRESET",
  message: SENTENCE,
  durationMs,
});
const thrown: Spoiler = () => {
  throw new Error(SENTENCE);
};

/** Sentences get the canaries, and every object a field of which nobody knows, a number and a name that are canaries. */
function withSentence(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSentence);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([name, inner]: [string, unknown]) => [
    name,
    /^(message|msg|pgMessage|fail_reason)$/.test(name) ? SENTENCE : withSentence(inner),
  ]);
  return { ...Object.fromEntries(fields), note: SENTENCE, sum: Number(CANARIES.account), [CANARIES.name]: 1 };
}

let spoiler = asIs;
const http: HttpExchange = async (call) => spoiler(await exchangeJson(call));

const DROP_SLOT = `select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = 'canaries'`;

let t: TestService;
const opened = new Map<string, OpenGateway>();
const lines: string[] = [];
beforeAll(async () => {
  const clock = handClock();
  const others = GATEWAYS_UNDER_TEST.filter(({ name }) => name !== "PORTONE_V2");
  for (const gateway of others) opened.set(gateway.name, await gateway.open(clock));
  const settings = others.map((one) => one.settings({ clock, baseUrl: opened.get(one.name)?.url ?? "", http }));
  t = await openTestService({ clock, portone: { http }, gateways: () => Object.assign({}, ...settings) as object });
  // The server holds the WAL from here on back: on a busy machine it would recycle a segment that is yet to be read.
  await t.rows(DROP_SLOT);
  await t.rows(`select pg_create_physical_replication_slot('canaries', true)`);
  t.context.log = createLogger({ level: "trace", destination: { write: (line) => void lines.push(line) } });
});
afterAll(async () => {
  spoiler = asIs;
  await t.rows(DROP_SLOT);
  await t.close();
  for (const one of opened.values()) await one.close();
});

/** Null for a segment from before the slot that has gone meanwhile. */
const READ_SEGMENT = `select pg_read_binary_file('pg_wal/' || ?, 0, 16777216, true) as bytes`;

/** As it lies in the files: names composed and decomposed, numbers as they are. */
async function expectCleanWal(): Promise<void> {
  const files = await t.rows<{ name: string }>(`select name from pg_ls_waldir() where size > 0`);
  const needles = Object.values(CANARIES).flatMap((c) =>
    [c, c.normalize("NFD"), c.toUpperCase()].map((n) => Buffer.from(n)),
  );
  expect(files.length).toBeGreaterThan(0);
  let found = false;
  for (const { name } of files) {
    const [file] = await t.rows<{ bytes: Buffer | null }>(READ_SEGMENT, [name]);
    const bytes = Buffer.from(file?.bytes ?? []);
    found ||= bytes.includes(Buffer.from("pcanary"));
    for (const needle of needles)
      expect([name, String(needle), bytes.includes(needle)]).toEqual([name, String(needle), false]);
  }
  expect(found).toBe(true);
}

function customer(gateway: (typeof GATEWAYS_UNDER_TEST)[number]["name"]) {
  const paid = { amount: 10_000, gateway, gatewayPaymentId: canaryPaymentId(), vat: 909 };
  return canaryCustomer(t, paid, async () => opened.get(gateway)?.pay({ ...paid, id: paid.gatewayPaymentId }));
}

describe.each(GATEWAYS_UNDER_TEST.map(({ name }) => name))("%s", (name) => {
  it.each([
    ["sentences", spoiltTexts],
    ["pages", page],
    ["broken answers", brokenOff],
    ["thrown errors", thrown],
  ])("what a vendor says in %s rests nowhere", async (_, injectFault) => {
    const { refund, gatewayPaymentId } = await customer(name);
    const refuse = { hits: "cancel", paymentId: gatewayPaymentId, fault: { kind: "REFUSE" } } as const;
    if (name === "PORTONE_V2") await t.sandbox.planFault(refuse);
    else await opened.get(name)?.refuse(gatewayPaymentId);
    spoiler = injectFault;
    await request(t, refund);
    const faults: string[] = [];
    const note = (error: unknown) => void faults.push(String((error as Error).stack));
    await t.drain().catch(note);
    for (let turn = 0; turn < 3; turn += 1) await t.pass(MINUTE).catch(note);
    await reconcileDay(t.context, RECONCILIATION, { gateway: name, day: "2031-03-02" }).catch(note);
    spoiler = asIs;
    for (const [table, text] of await everyTable(t)) expectClean(table, text);
    expectClean("log", lines.join(""));
    expectClean("faults", faults.join(""));
    expectClean("metrics", await t.context.metrics.registry.metrics());
    expect(faults.join("").includes("***")).toBe(injectFault === thrown);
  });
});

it("nothing of it lies in the WAL, and the search finds what does", async () => {
  await t.rows("checkpoint").catch(() => []);
  await expectCleanWal();
  const texts = (await everyTable(t)).map(([, text]) => text).join("");
  expect(texts).toContain("pcanary");
  expect(texts).toContain("***");
});
