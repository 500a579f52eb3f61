/** S13 for jobs: what a vendor writes into an error is in no output that a working queue keeps, and in no line it writes. */
import { exchangeJson } from "../../src/gateways/http.js";
import { startJobs, type Jobs } from "../../src/jobs/queue.js";
import { createLogger } from "../../src/telemetry/logger.js";
import { openTestService, type TestService } from "../kit/test-service.js";
import { until } from "../kit/server.js";
import { request } from "../kit/fixtures.js";
import { canaryCustomer, canaryPaymentId, everyTable, expectClean, SENTENCE } from "./canary.js";

const lines: string[] = [];
const log = createLogger({ level: "trace", destination: { write: (line) => void lines.push(line) } });
let quotes = false;
let t: TestService;
let jobs: Jobs;
beforeAll(async () => {
  t = await openTestService({
    portone: {
      http: async (call) => {
        const result = await exchangeJson(call);
        if (quotes) throw new SyntaxError(`Unexpected token in JSON: ${SENTENCE}`, { cause: new Error(SENTENCE) });
        return result;
      },
    },
  });
  t.context.log = log;
  // As the service does: what fails in the background is written down whole.
  const onError = (error: Error) => log.error(error, "background work failed");
  jobs = await startJobs({ url: t.databaseUrl, pollMs: 500, drainTimeoutMs: 5_000, onError });
});
afterAll(async () => {
  quotes = false;
  await jobs.stop();
  await t.close();
});

it("a job that failed on a vendor's words keeps an output without them", async () => {
  const { refund } = await canaryCustomer(t, { amount: 10_000, gatewayPaymentId: canaryPaymentId() });
  quotes = true;
  await request(t, refund);
  jobs.work(t.handlers);
  const kept = await until(async () => {
    const rows = await t.rows<{ output: { message?: string } }>(
      `select output from pgboss.job where output is not null`,
    );
    return rows.find(({ output }) => output.message !== undefined);
  });
  expect(kept.output.message).toMatch(/Unexpected token in JSON: .*\*\*\*/);
  for (const [table, text] of await everyTable(t)) expectClean(table, text);
  await until(async () => lines.join("").includes("background work failed"));
  expectClean("log", lines.join(""));
  for (const dead of await jobs.deadLetters()) expectClean("dead letter", JSON.stringify(dead));
});
