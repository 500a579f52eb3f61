/** The client package against a real service: what is lost, late, cut or refused on the way, and what its caller sees of it. */
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import {
  CollectReturnDocument,
  createHwanbulClient,
  FollowRefundsDocument,
  HwanbulError,
  RefundByIdDocument,
  type ClientOptions,
  type CollectReturnMutationVariables,
} from "../../clients/typescript/src/index.js";
import { orderInput, returnInput } from "../kit/return-collect.js";
import { shared } from "../kit/shared-resource.js";
import { openLine } from "../sandbox/order-service/cuttable-connection.js";
import { eventually, openApp } from "../server/open-app.js";

const SERVICE = { subject: "service:returns", roles: ["service"] } as const;
const open = shared(() => openApp({ EVENT_POLL_MS: "50" }));

const clientOf = (over: Partial<ClientOptions> = {}) =>
  createHwanbulClient({ url: open.app.url, token: () => open.token({ ...SERVICE, roles: ["service"] }), ...over });

function collected(): CollectReturnMutationVariables {
  const of = randomUUID();
  const order = orderInput(of, [{ amount: 30_000, paidAt: "2026-11-01T00:00:00.000Z" }], [{ amount: 30_000 }]);
  const back = returnInput([{}], { returnNo: `R-${of}`, collectedAt: "2026-11-02T00:00:00.000Z" });
  return { input: { idempotencyKey: randomUUID(), order, return: back } } as never;
}

/** A `fetch` whose first answers are spoilt; and the bodies it was asked to send. */
function spoiling(...spoilt: ((answer: () => Promise<Response>) => Promise<Response>)[]) {
  const bodies: string[] = [];
  const spoiled: typeof fetch = (input, init) => {
    bodies.push(init?.body as string);
    const answer = () => fetch(input, init);
    return spoilt.shift()?.(answer) ?? answer();
  };
  return { fetch: spoiled, bodies };
}

const lost = async (answer: () => Promise<Response>): Promise<Response> => {
  await answer();
  throw new TypeError("fetch failed");
};

describe("a call", () => {
  it("whose answer is lost is made again, with its key, and carried out once", async () => {
    const { fetch, bodies } = spoiling(lost, lost);
    const variables = collected();
    const { returnCollect } = await clientOf({ fetch }).send(CollectReturnDocument, variables);
    expect([returnCollect.replayed, returnCollect.userErrors]).toEqual([true, []]);
    expect(new Set(bodies).size).toBe(1);
    expect(bodies).toHaveLength(3);
    expect(bodies[0]).toContain(variables.input.idempotencyKey);
    const { returnNo, refunds } = returnCollect.return!;
    expect(refunds.map(({ amount }) => amount)).toEqual([{ amount: 30_000, currencyCode: "KRW" }]);
    expect(await open.rows(`select 1 from collected_return where return_no = ?`, [returnNo])).toHaveLength(1);
  });

  it.each([
    ["a proxy's own page", async () => new Response("<html>", { status: 502 })],
    [
      "an outage",
      async () => Response.json({ errors: [{ message: "-", extensions: { code: "UNAVAILABLE" } }] }, { status: 503 }),
    ],
    [
      "a problem that passes",
      async () => Response.json({ data: { refund: { userErrors: [{ code: "BUSY", message: "-" }] } } }),
    ],
  ])("that meets %s is made again", async (_name, spoilt) => {
    const { fetch, bodies } = spoiling(spoilt);
    expect(await clientOf({ fetch }).send(RefundByIdDocument, { id: randomUUID() })).toEqual({ refund: null });
    expect(bodies).toHaveLength(2);
  });

  it("asks for the token before each try, and so outlives an expired one", async () => {
    const old = await open.token({ ...SERVICE, roles: ["service"], expiresIn: 1 });
    await eventually(async () => {
      const { status } = await open.post({ query: "{ banks { code } }" }, { authorization: `Bearer ${old}` });
      return status === 401;
    });
    const tokens = [old];
    const token = async () => tokens.shift() ?? open.token({ ...SERVICE, roles: ["service"] });
    expect(await clientOf({ token }).send(RefundByIdDocument, { id: randomUUID() })).toEqual({ refund: null });
  });

  it.each([
    ["FORBIDDEN", { token: () => open.token({ subject: "park.privacy", roles: ["privacy-officer"] }) }],
    ["UNAUTHENTICATED", { token: () => "no token" }],
  ])("that is refused as %s is made once", async (code, options) => {
    const { fetch, bodies } = spoiling();
    const call = clientOf({ ...options, fetch }).send(CollectReturnDocument, collected());
    await expect(call).rejects.toMatchObject({ name: "HwanbulError", code });
    expect(bodies).toHaveLength(1);
  });

  it("nobody answers ends with NO_ANSWER when patience has run out, and at once when it is aborted", async () => {
    const nowhere = clientOf({ url: "http://127.0.0.1:9", patienceMs: 600 });
    await expect(nowhere.send(RefundByIdDocument, { id: "x" })).rejects.toMatchObject({ code: "NO_ANSWER" });
    const abort = new AbortController();
    const call = clientOf({ url: "http://127.0.0.1:9" }).send(RefundByIdDocument, { id: "x" }, abort);
    abort.abort(new Error("enough"));
    await expect(call).rejects.toThrow("enough");
  });
});

describe("a stream", () => {
  const append = (version: number) =>
    open.rows(
      `insert into event_log (type, subject_id, payload, at)
       select 'refund.changed', id, jsonb_build_object('version', ?::int, 'from', null, 'to', 'returnCollected', 'event', 'CREATED', 'cause', 'SERVICE'), now()
       from refund order by id limit 1`,
      [version],
    );
  const versions = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);

  it("goes on after every cut and every expired token without a gap and without an event twice", async () => {
    await clientOf().send(CollectReturnDocument, collected());
    const line = await openLine(open.app.url);
    const abort = new AbortController();
    const seen: { version: number; cursor: string; status: string | undefined }[] = [];
    let interruptions = 0;
    const token = () => open.token({ ...SERVICE, roles: ["service"], expiresIn: 2 });
    const events = clientOf({ url: line.url, token }).follow(
      FollowRefundsDocument,
      {},
      {
        signal: abort.signal,
        onInterruption: () => void (interruptions += 1),
      },
    );
    const following = (async () => {
      for await (const { version, cursor, refund } of events) seen.push({ version, cursor, status: refund?.status });
    })();
    // From now on: the first event is told until it is seen.
    await eventually(async () => {
      await append(1_000);
      return seen.length > 0;
    });
    for (let round = 0; round < 3; round += 1) {
      const before = interruptions;
      for (const version of versions(2_000 + round * 10, 5)) await append(version);
      line.cut();
      for (const version of versions(2_005 + round * 10, 5)) await append(version);
      await eventually(() => interruptions > before);
      await eventually(() => seen.some(({ version }) => version === 2_009 + round * 10));
    }
    // No cut: the token's own end closes the connection.
    const before = interruptions;
    await eventually(() => interruptions > before);
    await append(3_000);
    await eventually(() => seen.some(({ version }) => version === 3_000));
    abort.abort();
    await following;
    await line.close();
    expect(seen.map(({ version }) => version).filter((version) => version > 1_000)).toEqual([
      ...versions(2_000, 30),
      3_000,
    ]);
    expect(new Set(seen.map(({ cursor }) => cursor)).size).toBe(seen.length);
    expect(new Set(seen.map(({ status }) => status))).toEqual(new Set(["RETURN_COLLECTED"]));
  });

  it("starts after the cursor it is given", async () => {
    const first = clientOf().follow(FollowRefundsDocument, {});
    const seen = first.next();
    let told = 4_000;
    await eventually(async () => {
      await append((told += 1));
      return Promise.race([seen.then(() => true), sleep(100, false)]);
    });
    const { cursor, version } = (await seen).value!;
    await first.return();
    await append(5_000);
    const missed: number[] = [];
    for await (const event of clientOf().follow(FollowRefundsDocument, { after: cursor })) {
      missed.push(event.version);
      if (event.version === 5_000) break;
    }
    expect(missed).toEqual([...versions(version + 1, told - version), 5_000]);
  });

  it.each([
    ["BAD_USER_INPUT", { after: "no cursor" }, SERVICE],
    ["FORBIDDEN", {}, { subject: "park.privacy", roles: ["privacy-officer"] } as const],
  ])("that is refused as %s ends with the refusal", async (code, variables, who) => {
    const token = () => open.token({ subject: who.subject, roles: [...who.roles] });
    const next = clientOf({ token }).follow(FollowRefundsDocument, variables).next();
    await expect(next).rejects.toMatchObject({ name: "HwanbulError", code });
  });

  it("without a token that is accepted ends with UNAUTHENTICATED", async () => {
    const next = clientOf({ token: () => "no token" })
      .follow(FollowRefundsDocument, {})
      .next();
    await expect(next).rejects.toMatchObject({ code: "UNAUTHENTICATED", reason: "NOT_A_BEARER_TOKEN" });
    await expect(next).rejects.toBeInstanceOf(HwanbulError);
  });
});

it("is packed with everything its entry names, and loads in plain Node", async () => {
  const cwd = join(process.cwd(), "clients/typescript");
  const run = promisify(execFile);
  const { stdout } = await run("npm", ["pack", "--dry-run", "--json", "--silent"], { cwd });
  const packed = (JSON.parse(stdout.slice(stdout.indexOf("["))) as { files: { path: string }[] }[])[0]?.files ?? [];
  const paths = packed.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining(["README.md", "dist/index.js", "dist/index.d.ts", "operations/refunds.graphql"]),
  );
  expect(existsSync(join(cwd, "dist/index.js"))).toBe(true);
  const loads = `import("./dist/index.js").then((all) => console.log(typeof all.createHwanbulClient, all.FollowReturnsDocument.kind))`;
  const { stdout: printed } = await run(process.execPath, ["-e", loads], { cwd });
  expect(printed.trim()).toBe("function Document");
});
