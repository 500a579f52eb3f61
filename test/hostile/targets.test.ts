/** Hostile request targets and headers, written byte by byte: no 5xx, no large echo, and the process stays. */
import { echoed, gather } from "./answer.js";
import { SEED } from "./chance.js";
import { openHostile } from "./open-hostile.js";
import { hostileRequests } from "./targets.js";
import { exchange, open as openWire, statusesIn } from "./wire.js";
import { shared } from "../kit/shared-resource.js";

/** Node's own parser and `ws` say so before anything of ours is asked: a version HTTP/1 does not have. */
const BY_THE_PARSER: readonly number[] = [501, 505];

const open = shared(openHostile);

it(`answers hostile targets and headers without a fault (seed ${SEED})`, async () => {
  const requests = hostileRequests();
  expect(requests.length).toBeGreaterThanOrEqual(200);
  const faults = await gather(requests, async ({ bytes, unfinished }) => {
    const socket = await openWire(open.port);
    if (unfinished) {
      await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
      socket.destroy();
      return [];
    }
    // An upgraded socket says nothing until it is spoken to.
    const text = await exchange(socket, bytes, (answer) => answer.includes("HTTP/1.1 101"));
    const found = statusesIn(text)
      .filter((status) => status >= 500 && !BY_THE_PARSER.includes(status))
      .map((status) => `status ${status}`);
    const repeats = echoed(bytes, text);
    return repeats > 1_024 ? [...found, `repeats ${repeats} characters`] : found;
  });
  expect(faults).toEqual({});
  await open.expectAlive();
});
