/** An event whose reads meet an outage is resolved again once it is over: a subscriber gets it whole, and the stream goes on. */
import { buildSchema, parse } from "graphql";
import { subscribeFreshly } from "../../src/api/server/fresh-subscription.js";
import { watchDatabase, type DatabaseWatch } from "../../src/database/watch.js";
import { silentLogger } from "../../src/telemetry/logger.js";
import { createMetrics } from "../../src/telemetry/metrics.js";
import { createEmptyDatabase, type TestDatabase } from "../kit/database.js";

let database: TestDatabase;
let watch: DatabaseWatch;
beforeAll(async () => {
  database = await createEmptyDatabase();
  const metrics = createMetrics({ processMetrics: false });
  watch = watchDatabase({ url: database.url, backOffMaxMs: 500, log: silentLogger(), metrics });
});
afterAll(async () => {
  watch.stop();
  await database.drop();
});

const schema = buildSchema(`type Query { a: Int } type Change { n: Int! } type Subscription { changed: Change }`);

/** A stream of three events; reading the second one meets this error so many times. */
function streamWith(error: Error, times: number) {
  let left = times;
  const read = (n: number) => () => {
    if (n === 2 && left > 0) {
      left -= 1;
      throw error;
    }
    return n;
  };
  const rootValue = {
    async *changed() {
      for (const n of [1, 2, 3]) yield { changed: { n: read(n) } };
    },
  };
  return subscribeFreshly(
    { schema, document: parse("subscription { changed { n } }"), rootValue },
    { freshContext: () => ({}), mayGoOn: () => true, survive: watch.survive },
  );
}

async function resultsOf(error: Error, times: number): Promise<unknown[]> {
  const stream = await streamWith(error, times);
  if (!(Symbol.asyncIterator in stream)) throw new Error(`no stream: ${JSON.stringify(stream)}`);
  const results: unknown[] = [];
  for await (const result of stream) results.push(result.data ?? result.errors?.map(({ message }) => message));
  return results;
}

it("passes every event on whole, however often the database went away", async () => {
  const shutdown = Object.assign(new Error("terminating connection"), { code: "57P01" });
  expect(await resultsOf(shutdown, 2)).toEqual([1, 2, 3].map((n) => ({ changed: { n } })));
});

it("passes any other fault on once, as an error of that event", async () => {
  expect(await resultsOf(new Error("a fault"), 1)).toEqual([
    { changed: { n: 1 } },
    { changed: null },
    { changed: { n: 3 } },
  ]);
});
