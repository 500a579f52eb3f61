/** Toss Pay's times are Korean, on whatever machine they are read. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import fc from "fast-check";
import { koreanMoment, nextKoreanMidnight } from "../../../src/gateways/toss-pay/korean-time.js";
import { seedOf } from "../random.js";

const run = promisify(execFile);
const MODULE = new URL("../../../src/gateways/toss-pay/korean-time.ts", import.meta.url).href;

// On 8 March 2026 New York skips 02:30, and on 1 November it has 01:30 twice: a reader in the machine's zone goes wrong there.
const READINGS: [string, string][] = [
  ["2020-04-29 11:32:52", "2020-04-29T02:32:52.000Z"],
  ["2026-03-08 02:30:00", "2026-03-07T17:30:00.000Z"],
  ["2026-11-01 01:30:00", "2026-10-31T16:30:00.000Z"],
  ["2027-01-01 00:00:00", "2026-12-31T15:00:00.000Z"],
];

it.each(READINGS)("%s in Korea is %s", (reading, utc) => expect(koreanMoment(reading)?.toISOString()).toBe(utc));

it.each(["America/New_York", "Asia/Seoul", "Pacific/Kiritimati"])("the same on a machine in %s", async (zone) => {
  const script = `
    import { koreanMoment, nextKoreanMidnight } from ${JSON.stringify(MODULE)};
    const read = ${JSON.stringify(READINGS.map(([reading]) => reading))}.map((reading) => koreanMoment(reading));
    console.log(JSON.stringify({
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      read,
      midnight: nextKoreanMidnight(new Date("2026-03-08T14:59:59Z")),
    }));`;
  const { stdout } = await run(
    process.execPath,
    ["--import", "@oxc-node/core/register", "--input-type=module", "--eval", script],
    { env: { ...process.env, TZ: zone, NODE_OPTIONS: "" } },
  );
  expect(JSON.parse(stdout)).toEqual({
    zone,
    read: READINGS.map(([, utc]) => utc),
    midnight: "2026-03-08T15:00:00.000Z",
  });
});

it.each([
  undefined,
  "",
  "2026-03-08T02:30:00",
  "2026-03-08 02:30:00Z",
  "2026-03-08 2:30:00",
  " 2026-03-08 02:30:00",
  "2026-02-30 00:00:00",
  "2026-13-01 00:00:00",
  "2026-03-08 24:00:00",
  "2026-03-08 23:59:60",
  "0000-01-01 00:00:00",
  "１２０６-03-08 02:30:00",
])("%j is no reading of a clock", (text) => expect(koreanMoment(text)).toBeNull());

it("midnight is the next one in Korea, at 15:00 UTC", () => {
  expect(nextKoreanMidnight(new Date("2026-11-20T14:59:59.999Z"))).toEqual(new Date("2026-11-20T15:00:00Z"));
  expect(nextKoreanMidnight(new Date("2026-11-20T15:00:00Z"))).toEqual(new Date("2026-11-21T15:00:00Z"));
  expect(nextKoreanMidnight(new Date("2026-12-31T15:00:00Z"))).toEqual(new Date("2027-01-01T15:00:00Z"));
});

it("every second of the century reads back", () => {
  const seconds = fc.integer({ min: Date.UTC(2000, 0, 1) / 1000, max: Date.UTC(2099, 11, 30) / 1000 });
  fc.assert(
    fc.property(seconds, (second) => {
      const moment = new Date(second * 1000);
      const parts = new Intl.DateTimeFormat("sv-SE", {
        timeZone: "Asia/Seoul",
        dateStyle: "short",
        timeStyle: "medium",
      }).format(moment);
      expect(koreanMoment(parts)).toEqual(moment);
    }),
    { seed: seedOf("Korean readings"), numRuns: 300 },
  );
});
