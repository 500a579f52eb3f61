/** A filter nested 2,000 deep overflowed the stack: a 500 over HTTP, and the whole socket closed over WebSocket. */
import { once } from "node:events";
import { send } from "../hostile/answer.js";
import { openHostile } from "../hostile/open-hostile.js";
import { connected } from "../server/open-app.js";
import { shared } from "../kit/shared-resource.js";

const open = shared(openHostile);

const QUERY = "query($w:RefundWhere){refunds(first:1,where:$w){edges{cursor}}}";
const payloadOf = (depth: number): string =>
  `{"query":"${QUERY}","variables":{"w":${'{"AND":['.repeat(depth)}{}${"]}".repeat(depth)}}}`;

it.each([2_000, 5_000, 12_000])("%i deep over HTTP is the caller's fault", async (depth) => {
  const answer = await send(open.graphql, payloadOf(depth), open.headers("person"));
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.text)).toMatchObject({
    errors: [{ extensions: { code: "BAD_USER_INPUT", reason: "VARIABLES_TOO_LARGE" } }],
  });
});

it("over WebSocket it is an error of the operation, and the socket goes on", async () => {
  const socket = await connected(open.app.url, open.authorization.person);
  const next = async (): Promise<unknown> => JSON.parse(String((await once(socket, "message"))[0]));
  for (const depth of [2_000, 10_000]) {
    socket.send(`{"type":"subscribe","id":"deep","payload":${payloadOf(depth)}}`);
    expect(await next()).toMatchObject({
      id: "deep",
      type: "error",
      payload: [{ extensions: { reason: "VARIABLES_TOO_LARGE" } }],
    });
  }
  socket.send('{"type":"subscribe","id":"good","payload":{"query":"{ __typename }"}}');
  expect(await next()).toMatchObject({ id: "good", type: "next" });
  socket.terminate();
});
