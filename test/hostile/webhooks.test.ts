/** Hostile webhooks on every route, signed and not: a fault of ours would make the gateway send them for ever. */
import { gather, objections, send } from "./answer.js";
import { SEED } from "./chance.js";
import { openHostile } from "./open-hostile.js";
import { hostileWebhooks } from "./webhooks.js";
import { shared } from "../kit/shared-resource.js";

const open = shared(openHostile);

it(`takes or refuses hostile webhooks, and never with a fault (seed ${SEED})`, async () => {
  const webhooks = hostileWebhooks();
  expect(webhooks.length).toBeGreaterThanOrEqual(200);
  const faults = await gather(webhooks, async ({ path, body, headers }) => {
    const answer = await send(open.app.url + path, body, headers);
    return objections(body.toString(), answer, { mayBeCut: body.length > 8_000 });
  });
  expect(faults).toEqual({});
  await open.expectAlive();
});
