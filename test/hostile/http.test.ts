/** Hostile documents and variables over HTTP, without a token and with one: refused within bounds, and never a fault of ours. */
import { MAX_VARIABLE_VALUES } from "../../src/api/server/limits.js";
import { measureVariables } from "../../src/api/server/variables.js";
import { gather, objections, send } from "./answer.js";
import { SEED } from "./chance.js";
import { hostileDocuments } from "./documents.js";
import { openHostile } from "./open-hostile.js";
import { hostileVariables } from "./variables.js";
import { shared } from "../kit/shared-resource.js";

const open = shared(openHostile);

const callers = ["nobody", "person", "program"] as const;

it("is run with enough of each kind", () => {
  expect(hostileDocuments().length).toBeGreaterThanOrEqual(200);
  expect(hostileVariables().length).toBeGreaterThanOrEqual(200);
});

it.each(callers)(`refuses hostile documents from %s (seed ${SEED})`, async (caller) => {
  const faults = await gather(hostileDocuments(), async ({ query, more }) => {
    const body = JSON.stringify({ query, ...more });
    return objections(body, await send(open.graphql, body, open.headers(caller)), { mayBeCut: caller === "nobody" });
  });
  expect(faults).toEqual({});
  await open.expectAlive();
});

it.each(callers)(`refuses hostile variables from %s (seed ${SEED})`, async (caller) => {
  const faults = await gather(hostileVariables(), async ({ query, variables }) => {
    const body = `{"query":${JSON.stringify(query)},"variables":${variables}}`;
    return objections(body, await send(open.graphql, body, open.headers(caller)), { mayBeCut: true });
  });
  expect(faults).toEqual({});
  await open.expectAlive();
});

it(`looks at a bounded number of values, whatever was sent (seed ${SEED})`, () => {
  const beyond = hostileVariables().filter(({ variables }) => {
    let parsed: unknown;
    try {
      parsed = JSON.parse(variables);
    } catch {
      return false;
    }
    return measureVariables(parsed).values > MAX_VARIABLE_VALUES + 1;
  });
  expect(beyond.map(({ name }) => name)).toEqual([]);
});

it.each<[string, string]>([
  ["a batch", '[{"query":"{__typename}"},{"query":"{__typename}"}]'],
  ["an empty batch", "[]"],
  ["a batch of a batch", '[[{"query":"{__typename}"}]]'],
  ["a batch of 100,000", `[${Array(100_000).fill("{}").join(",")}]`],
  ["null", "null"],
  ["a number", "7"],
  ["a text", '"{__typename}"'],
  ["an empty object", "{}"],
  ["a query that is a number", '{"query":7}'],
  ["a query that is a list", '{"query":["{__typename}"]}'],
  ["a query that is null", '{"query":null}'],
  ["a query given twice", '{"query":"{__typename}","query":"{viewer{subject}}"}'],
  ["a query of the prototype", '{"__proto__":{"query":"{__typename}"}}'],
  ["a byte order mark", '\uFEFF{"query":"{__typename}"}'],
  ["half a character", '{"query":"{__typename}\ud800"}'],
  ["NUL behind it", '{"query":"{__typename}"}\u0000'],
  ["100,000 open brackets", "[".repeat(100_000)],
  ["100,000 nested lists", "[".repeat(50_000) + "]".repeat(50_000)],
  ["10 MB", `{"query":"${" ".repeat(10_000_000)}"}`],
])("refuses a body that is %s", async (_name, body) => {
  for (const caller of callers)
    expect(objections(body, await send(open.graphql, body, open.headers(caller)), { mayBeCut: true })).toEqual([]);
  await open.expectAlive();
});
