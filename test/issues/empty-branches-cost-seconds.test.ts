/** 300,000 empty branches of `OR` were accepted and cost 12.8 s; 90,000 of them cost 2.6 s without a token. */
import { MAX_VARIABLE_LIST } from "../../src/api/server/limits.js";
import { send } from "../hostile/answer.js";
import { openHostile } from "../hostile/open-hostile.js";
import { shared } from "../kit/shared-resource.js";

const open = shared(openHostile);

const QUERY = "query($w:RefundWhere){refunds(first:1,where:$w){edges{cursor}}}";
const bodyOf = (count: number, branch: string): string =>
  `{"query":"${QUERY}","variables":{"w":{"OR":[${Array<string>(count).fill(branch).join(",")}]}}}`;

it.each([20_000, 90_000, 300_000])("%i empty branches without a token are refused unread", async (count) => {
  const { status } = await send(open.graphql, bodyOf(count, "{}"), open.headers("nobody"));
  expect([0, 401]).toContain(status);
});

it.each(["{}", '{"OR":[{}]}'])("branches %s are bounded as a list", async (branch) => {
  const answer = await send(open.graphql, bodyOf(MAX_VARIABLE_LIST + 1, branch), open.headers("person"));
  expect(answer.status).toBe(400);
  expect(answer.text).toContain("VARIABLES_TOO_LARGE");
});

it("as many as a list may hold are still more conditions than a filter may have", async () => {
  const answer = await send(open.graphql, bodyOf(MAX_VARIABLE_LIST, "{}"), open.headers("person"));
  expect(JSON.parse(answer.text)).toMatchObject({ data: null, errors: [{ extensions: { code: "BAD_USER_INPUT" } }] });
});
