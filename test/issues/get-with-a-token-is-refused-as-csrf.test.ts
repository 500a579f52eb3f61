/** A GET with a token was refused as cross-site request forgery: urql and graphql-request send their queries so. */
import { openHostile } from "../hostile/open-hostile.js";
import { shared } from "../kit/shared-resource.js";

const open = shared(openHostile);

const link = (query: string, headers: Record<string, string>) =>
  fetch(`${open.graphql}?query=${encodeURIComponent(query)}`, { headers: { accept: "application/json", ...headers } });
const RETRY = 'mutation { refundRetry(input: {id: "1", expectedVersion: 1, idempotencyKey: "12345678"}) { replayed } }';

it("a query by GET is answered: no form and no link can send the header", async () => {
  const answer = await link("{ viewer { subject } }", { authorization: open.authorization.person });
  expect([answer.status, await answer.json()]).toEqual([200, { data: { viewer: { subject: "kim.operator" } } }]);
});

it("a mutation is not, with a token or without", async () => {
  const answer = await link(RETRY, { authorization: open.authorization.person });
  expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
  expect((await link(RETRY, {})).status).toBe(401);
});

it("without a header that a page must ask for, nothing runs", async () => {
  expect((await link("{ __typename }", {})).status).toBe(400);
});
