/** What followers receive is what `schema/events/` promises: real events against the published files. */
import addFormats from "ajv-formats";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse, subscribe, type ExecutionResult } from "graphql";
import { readFileSync } from "node:fs";
import { cursorOf } from "../../src/api/event-stream.js";
import { lastPosition, watchEvents, type EventSignal } from "../../src/events/stream.js";
import { openTail, type EventTail } from "../../src/events/tail.js";
import { cancelRefund } from "../../src/refund/commands/cancel-refund.js";
import { apiSchema, contextFor } from "../api/ask.js";
import { collectedReturn, OPERATOR, requestAndDrain } from "../kit/fixtures.js";
import { openTestService, type TestService } from "../kit/test-service.js";
import { act } from "../refund/mutations.js";

interface Contract {
  title: string;
  properties: Record<string, { "x-extensible-enum"?: string[] }>;
}

const published = (name: string): Contract =>
  JSON.parse(readFileSync(`schema/events/${name}.schema.json`, "utf8")) as Contract;
const CONTRACTS = { refundChanged: published("refund-changed"), returnChanged: published("return-changed") } as const;
type EventField = keyof typeof CONTRACTS;

const ajv = addFormats.default(new Ajv2020({ strict: true, allErrors: true }));
// What a follower may check, and the contract does not: that every value is one of those that are known today.
ajv.addKeyword({
  keyword: "x-extensible-enum",
  schemaType: "array",
  validate: (known: string[], value: unknown) => value === null || known.includes(value as string),
});
ajv.addKeyword({ keyword: "x-enum-descriptions", schemaType: "object" });

let t: TestService;
let signals: EventSignal;
let tail: EventTail;
beforeAll(async () => {
  t = await openTestService();
  const onError = (error: Error) => {
    throw error;
  };
  signals = watchEvents(t.databaseUrl, { pollMs: 20, onError });
  tail = openTail({ root: t.context.root, signals, onError });
});
afterAll(async () => {
  await tail?.stop();
  await signals?.stop();
  await t?.close();
});

/** The next events of a stream, with every field that its contract names. */
async function take(field: EventField, after: string, count: number): Promise<Record<string, unknown>[]> {
  const fields = Object.keys(CONTRACTS[field].properties).join(" ");
  const stream = (await subscribe({
    schema: await apiSchema(),
    document: parse(`subscription ($after: String) { ${field}(after: $after) { ${fields} } }`),
    variableValues: { after },
    contextValue: contextFor(t, { by: OPERATOR, tail }),
  })) as AsyncIterableIterator<ExecutionResult<Record<EventField, Record<string, unknown>>>>;
  const events: Record<string, unknown>[] = [];
  while (events.length < count) {
    const { value } = await stream.next();
    // As a follower gets it: scalars written out.
    events.push(JSON.parse(JSON.stringify(value.data?.[field])) as Record<string, unknown>);
  }
  await stream.return?.();
  return events;
}

const here = async (): Promise<string> => {
  await t.drain();
  return cursorOf(await lastPosition(t.orm.em.fork()));
};

describe("the contract of events", () => {
  const valid = {
    refundChanged: ajv.compile(CONTRACTS.refundChanged),
    returnChanged: ajv.compile(CONTRACTS.returnChanged),
  };

  it("holds for the life of a refund and of its return, done or not owed", async () => {
    const after = await here();
    const { refunds, returnId } = await collectedReturn(t, [{ amount: 7_000 }, { amount: 3_000 }]);
    const [paid, notOwed] = refunds as [(typeof refunds)[0], (typeof refunds)[0]];
    await requestAndDrain(t, paid);
    await act(t, notOwed, cancelRefund, OPERATOR, { reason: "NOT_OWED", memo: null });
    await here();

    const steps = await take("refundChanged", after, 5);
    for (const step of steps) expect([valid.refundChanged(step), valid.refundChanged.errors]).toEqual([true, null]);
    const ofPaid = steps.filter(({ refundId }) => refundId === paid.id);
    expect(ofPaid.map(({ refundNo, returnId: of, version, to }) => [refundNo, of, version, to])).toEqual([
      [paid.refundNo, returnId, 1, "RETURN_COLLECTED"],
      [paid.refundNo, returnId, 2, "REFUND_REQUESTED_SUBMITTING"],
      [paid.refundNo, returnId, 3, "COMPLETED"],
    ]);

    const life = await take("returnChanged", after, 3);
    for (const step of life) expect([valid.returnChanged(step), valid.returnChanged.errors]).toEqual([true, null]);
    expect(life.map(({ returnId: of, to }) => [of, to])).toEqual([
      [returnId, "AWAITING"],
      [returnId, "PARTLY_REFUNDED"],
      [returnId, "REFUNDED"],
    ]);
  });

  it("refuses an event without a field, with another type, or with a value nobody knows", async () => {
    const after = await here();
    await collectedReturn(t, [{ amount: 5_000 }]);
    await here();
    const [event] = await take("refundChanged", after, 1);
    const { cursor: _cursor, ...withoutCursor } = event!;
    expect(valid.refundChanged(event)).toBe(true);
    expect(valid.refundChanged(withoutCursor)).toBe(false);
    expect(valid.refundChanged({ ...event, version: "1" })).toBe(false);
    expect(valid.refundChanged({ ...event, to: "PAID" })).toBe(false);
    expect(valid.refundChanged({ ...event, at: "yesterday" })).toBe(false);
    expect(valid.refundChanged({ ...event, fieldOfNextYear: 1 })).toBe(true);
  });
});
