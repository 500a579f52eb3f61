/** GraphQL over HTTP, audited by its reference implementation: no MUST is broken, and each SHOULD that is, by name. */
import { auditServer } from "graphql-http";
import { openHostile } from "./open-hostile.js";
import { shared } from "../kit/shared-resource.js";

/** Of 61 audits. */
const AT_LEAST_OK = 55;

/** A request that is refused has a status that says so, whichever content type its client accepts: proxies and logs read it. */
const KNOWN = [
  "SHOULD use 200 status code on document parsing failure when accepting application/json",
  "SHOULD use 200 status code on document validation failure when accepting application/json",
  "SHOULD use a status code of 200 on variable coercion failure when accepting application/json",
];

const open = shared(openHostile);

it("breaks no rule, and recommendations only where it is known", async () => {
  const results = await auditServer({ url: open.graphql });
  const named = (status: string) => results.filter((result) => result.status === status).map(({ name }) => name);
  expect(named("error")).toEqual([]);
  expect(named("ok").length).toBeGreaterThanOrEqual(AT_LEAST_OK);
  expect(named("warn").sort()).toEqual(KNOWN);
});
