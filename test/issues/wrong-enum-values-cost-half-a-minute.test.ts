/** A megabyte of wrong enum values in the variables made one error each: 30 s of CPU and 1 GB, without a token. */
import { MAX_ERRORS, MAX_VARIABLE_LIST, MAX_VARIABLE_VALUES } from "../../src/api/server/limits.js";
import { measureVariables } from "../../src/api/server/variables.js";
import { objections, send } from "../hostile/answer.js";
import { openHostile } from "../hostile/open-hostile.js";
import { shared } from "../kit/shared-resource.js";

const open = shared(openHostile);

const QUERY = "query($w:RefundWhere){refunds(first:1,where:$w){edges{cursor}}}";
const bodyOf = (count: number, value: string): string =>
  `{"query":"${QUERY}","variables":{"w":{"status":[${Array<string>(count).fill(value).join(",")}]}}}`;

describe.each(['"X"', "1"])("the wrong value %s", (value) => {
  it.each([40_000, 250_000])("%i times without a token is refused unread", async (count) => {
    const body = bodyOf(count, value);
    const answer = await send(open.graphql, body, open.headers("nobody"));
    expect([0, 401]).toContain(answer.status);
    expect(objections(body, answer, { mayBeCut: true })).toEqual([]);
  });

  it("as often as a body has room is refused by its list", async () => {
    const answer = await send(open.graphql, bodyOf(MAX_VARIABLE_LIST + 1, value), open.headers("person"));
    expect(answer.status).toBe(400);
    expect(answer.text).toContain("VARIABLES_TOO_LARGE");
  });

  it("as often as is allowed makes a handful of errors", async () => {
    const answer = await send(open.graphql, bodyOf(MAX_VARIABLE_LIST, value), open.headers("person"));
    const { errors } = JSON.parse(answer.text) as { errors: unknown[] };
    expect([answer.status, errors.length <= MAX_ERRORS]).toEqual([400, true]);
  });
});

it("is counted no further than the bound, however many there are", () => {
  const lists = Array.from({ length: 1_000 }, () => Array<string>(1_000).fill("X"));
  expect(measureVariables({ lists }).values).toBeLessThanOrEqual(MAX_VARIABLE_VALUES + 1);
});
