/** Who may call the EBP sandbox, and the envelope of what it answers: headers, signature, both error layouts, times. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { signatureOf } from "../../../sandbox/ebp/access.js";
import { handClock } from "../portone-v2/open-portone-v2.js";
import { ACCESS_KEY, cut, HASH_KEY, headersFor, openEbp, type OpenEbp } from "./open-ebp.js";

const clock = handClock("2026-01-02T10:00:00.007Z");
let open: OpenEbp;

beforeAll(async () => {
  open = await openEbp({ now: clock.now });
});
afterAll(() => open.end());

async function paid(): Promise<string> {
  const { id } = await open.control.createPayment({ id: randomUUID(), amount: { total: 10_000 } });
  return id;
}

it("a signature is the hex SHA-256 of the body followed by the hash key", () => {
  // Worked out with sha256sum.
  expect(signatureOf(`{"orderNo":"A"}`, "hash-key")).toBe(
    "5533cb2f5d1925570e564f782484c3f46844e99e231408d3d00c63d9abb9750b",
  );
  expect(signatureOf(`{"orderNo":"한글 1"}`, "hash-key")).toBe(
    "5784c2666a16f3e8daf13c028a0687bb2bfe8014eb146693a15efd03c7d1b51b",
  );
});

it("counts every byte: the same JSON written differently has another signature", async () => {
  const id = await paid();
  const spaced = JSON.stringify(cut(id, 1_000), null, 2);
  const compact = JSON.stringify(cut(id, 1_000));
  const stolen = { "x-ebp-signature": headersFor(compact)["x-ebp-signature"] ?? "" };
  expect(await open.cancel(spaced, stolen)).toMatchObject({
    status: 401,
    body: { resultCode: "EBP-A-0001", errors: [{ header: "X-EBP-Signature" }] },
  });
  expect(await open.control.cancellationsOf(id)).toEqual([]);
  expect((await open.cancel(spaced)).status).toBe(200);
  expect((await open.cancel(`${compact}\n`)).status).toBe(200);
});

it.each([
  // The HTTP client fills in a content type by itself when there is none: then it is the wrong one.
  ["content-type", "text/plain"],
  ["x-access-key", "another"],
  ["x-ebp-signature", "0".repeat(64)],
  ["x-division-code", ""],
  ["x-store-id", "ANOTHER"],
  ["x-channel-code", ""],
  ["x-ric-code", "XIC"],
  ["x-country-code", "Korea"],
  ["x-currency-code", "USD"],
])("%s must be there, and not %j", async (header, wrong) => {
  const id = await paid();
  for (const value of ["", wrong]) {
    const answer = await open.cancel(cut(id, 1_000), { [header]: value });
    expect(answer).toMatchObject({ status: 401, body: { resultCode: "EBP-A-0001" } });
    const details = answer.body["errors"] as { header: string }[];
    expect(details.map((detail) => detail.header.toLowerCase())).toEqual([header]);
  }
  expect(await open.control.cancellationsOf(id)).toEqual([]);
});

it("Accept and Content-Length must be there", async () => {
  const body = JSON.stringify(cut(await paid(), 1_000));
  const { accept, ...headers } = headersFor(body);
  expect(accept).toBeDefined();
  const url = `${open.sandbox.url}/api/v2/payment/cancel`;
  // Written in two pieces, it is sent in chunks, without a length.
  const sent = request(url, { method: "POST", headers });
  sent.write(body.slice(0, 5));
  sent.end(body.slice(5));
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  expect(response.statusCode).toBe(401);
  expect(await json(response)).toMatchObject({ errors: [{ header: "Content-Length" }, { header: "Accept" }] });
});

it("names every missing header at once", async () => {
  const answer = await open.cancel(cut(await paid(), 1_000), { "x-store-id": "", "x-country-code": "" });
  expect(answer).toMatchObject({
    status: 401,
    body: {
      message: "Missing Mandatory Headers",
      errors: [
        { header: "X-Store-Id", message: "Missing Mandatory Header" },
        { header: "X-Country-Code", message: "Missing Mandatory Header" },
      ],
    },
  });
});

it("takes the content type without its charset, and a signature in capitals", async () => {
  const body = JSON.stringify(cut(await paid(), 1_000));
  const signature = headersFor(body)["x-ebp-signature"]?.toUpperCase() ?? "";
  expect((await open.cancel(body, { "content-type": "application/json", "x-ebp-signature": signature })).status).toBe(
    200,
  );
  expect((await open.cancel(body, { "content-type": "application/json; charset=euc-kr" })).status).toBe(401);
});

it("an access key ends with its year; division and channel are checked where they are known", async () => {
  const known = { divisionCode: "DIV", channelCode: "CH2", accessKeyValidUntil: new Date(clock.now().getTime() + 1) };
  let own = await openEbp({ now: clock.now, ...known });
  try {
    await own.control.createPayment({ id: "a", amount: { total: 10_000 } });
    const refused = (header: string) => ({ status: 401, body: { errors: [{ header }] } });
    expect(await own.cancel(cut("a", 1_000))).toMatchObject(refused("X-Channel-Code"));
    const channel = { "x-channel-code": "CH2" };
    expect((await own.cancel(cut("a", 1_000), channel)).status).toBe(200);
    expect(await own.cancel(cut("a", 1_000), { ...channel, "x-division-code": "D" })).toMatchObject(
      refused("X-Division-Code"),
    );
    own = await own.restart({ accessKeyValidUntil: clock.now() });
    expect(await own.cancel(cut("a", 1_000), channel)).toMatchObject(refused("X-Access-Key"));
  } finally {
    await own.end();
  }
});

it("neither key is in the request log", async () => {
  const id = await paid();
  await open.cancel(cut(id, 1_000));
  const log = JSON.stringify(await open.control.requests());
  expect(log).toContain(id);
  expect(log).not.toMatch(new RegExp(`${ACCESS_KEY}|${HASH_KEY}`));
});

it("errors lay out their details at the top, or as earlier pages have it", async () => {
  const later = await open.cancel({ orderNo: "x" });
  const details = [{ field: "totalCancelAmount" }, { field: "items" }];
  expect(later.body).toMatchObject({ resultCode: "EBP-C-0007", errors: details });
  expect(later.body).not.toHaveProperty("error");
  const own = await openEbp({ errorShape: "ERROR_DETAILS" });
  try {
    const earlier = await own.cancel({ orderNo: "x" });
    expect(earlier.body).toMatchObject({ resultCode: "EBP-C-0007", error: { errorDetails: details } });
    expect(earlier.body).not.toHaveProperty("errors");
  } finally {
    await own.end();
  }
});

describe("timestamps", () => {
  it.each([
    ["", "2026-01-02T10:00:00.007", "Z"],
    ["UTC", "2026-01-02T10:00:00.007", "Z"],
    ["Asia/Seoul", "2026-01-02T19:00:00.007", "+09:00"],
    ["America/New_York", "2026-01-02T05:00:00.007", "-05:00"],
    ["Asia/Kathmandu", "2026-01-02T15:45:00.007", "+05:45"],
  ])("in %j", async (zone, time, offset) => {
    const { body } = await open.cancel(cut(await paid(), 1), { "time-zone": zone });
    expect(body.timestamp?.startsWith(time)).toBe(true);
    expect(body.timestamp?.endsWith(offset)).toBe(true);
    expect(/\.(\d+)/.exec(body.timestamp ?? "")?.[1]).toHaveLength(9);
    expect(Date.parse(body.timestamp ?? "")).toBe(clock.now().getTime());
  });

  it("a zone there is none of is refused", async () => {
    expect(await open.cancel(cut(await paid(), 1), { "time-zone": "Asia/Seol" })).toMatchObject({
      status: 400,
      body: { resultCode: "EBP-C-0004", errors: [{ header: "Time-Zone" }] },
    });
  });
});
