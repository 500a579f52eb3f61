/** Without a token the answer was UNAUTHENTICATED with the status 200: proxies and clients took it for a success. */
import { openHostile } from "../hostile/open-hostile.js";
import { shared } from "../kit/shared-resource.js";

const open = shared(openHostile);

const NOT_PUBLIC = [
  "{ viewer { subject } }",
  "{ __typename viewer { subject } }",
  "{ ...A } fragment A on Query { banks { code } }",
  "{ nothingOfThisName }",
  'mutation { refundRetry(input: {id: "1", expectedVersion: 1, idempotencyKey: "12345678"}) { replayed } }',
  "subscription { refundChanged { cursor } }",
];

it.each(NOT_PUBLIC)("%s is answered 401 and says how to log in", async (query) => {
  const { status, headers, body } = await open.post({ query });
  expect([status, headers.get("www-authenticate")?.startsWith("Bearer")]).toEqual([401, true]);
  expect(body).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED", reason: "TOKEN_MISSING" } }] });
  expect(body).not.toHaveProperty("data");
});

it("what is public needs no token", async () => {
  expect((await open.post({ query: "{ __typename }" })).status).toBe(200);
  expect((await open.post({ query: "{ __schema { queryType { name } } }" })).status).toBe(200);
});
