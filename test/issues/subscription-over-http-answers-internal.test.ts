/** A subscription sent over HTTP was answered INTERNAL, as a fault of ours; it is the caller's, and has a reason. */
import { openHostile } from "../hostile/open-hostile.js";
import { shared } from "../kit/shared-resource.js";

const open = shared(openHostile);

const QUERY = "subscription { refundChanged { cursor } }";
const refused = { errors: [{ extensions: { code: "BAD_USER_INPUT", reason: "SUBSCRIPTION_OVER_HTTP" } }] };

it("is refused with its reason, by POST and by GET", async () => {
  const posted = await open.post({ query: QUERY }, open.headers("person"));
  expect([posted.status, posted.body]).toMatchObject([400, refused]);
  const got = await fetch(`${open.graphql}?query=${encodeURIComponent(QUERY)}`, {
    headers: { authorization: open.authorization.person, accept: "application/json" },
  });
  expect([got.status, await got.json()]).toMatchObject([400, refused]);
});
