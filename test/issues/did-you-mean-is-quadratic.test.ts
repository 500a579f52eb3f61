/** Where suggestions are hidden, an error that repeated the caller's 208 kB of "Did you mean" was searched for 14 s. */
import { clientMessage } from "../../src/api/server/client-message.js";
import { MAX_MESSAGE_CHARACTERS } from "../../src/api/server/limits.js";
import { objections, send } from "../hostile/answer.js";
import { openHostile } from "../hostile/open-hostile.js";
import { shared } from "../kit/shared-resource.js";

const open = shared(() => openHostile({ INTROSPECTION: "false" }));

const text = (times: number): string => "Did you mean ".repeat(times);

it.each([100, 2_000, 9_000])("%i times answers a sentence", async (times) => {
  for (const caller of ["nobody", "person", "program"] as const) {
    const body = JSON.stringify({ query: `{refunds(first: "${text(times)}"){edges{cursor}}}` });
    const answer = await send(open.graphql, body, open.headers(caller));
    expect(objections(body, answer, { mayBeCut: caller === "nobody" })).toEqual([]);
    expect(answer.text).not.toContain("Did you mean");
  }
  await open.expectAlive();
});

it("a message is cut before anything walks through it", () => {
  // A hundred megabytes: whatever looked at all of it more than once per character would never end.
  const message = `Int cannot represent non-integer value: "${text(8_000_000)}`;
  expect(clientMessage(message, { redactSuggestions: true }).length).toBeLessThanOrEqual(MAX_MESSAGE_CHARACTERS);
});
