/** By which id a gateway's cancellation is kept: an id with personal data under an alias, the same one for ever, and never two for one. */
import { createCipher } from "../../../src/personal-data/cipher.js";
import { won } from "../../../src/money/minor-units.js";
import { gateOf } from "../../../src/personal-data/redacted-text.js";
import { idsThrough, underStoredIds } from "../../../src/refund/settlement/cancellation-ids.js";
import { Secret } from "../../../src/secret.js";
import { UNTOLD } from "../../gateways/answers.js";

const key = (id: string, fill: number) => ({ id, key: new Secret(Buffer.alloc(32, fill)) });
const [older, newer] = [key("2026a", 1), key("2026b", 2)];
const cipher = createCipher({ keys: [older], current: "2026a" });
const rotated = createCipher({ keys: [newer, older], current: "2026b" });
const gate = gateOf([{ kind: "ID", clear: new Secret("honggildong77") }]);
const nothing = gateOf([]);
const ids = (kept: string[] = [], by = gate, under = cipher) => idsThrough(by, under, new Set(kept));

const PERSONAL = "cancel-HongGilDong77-1";
const alias = ids()(PERSONAL);

it("an id without personal data is kept as it is", () => {
  expect(ids()("cancellation-1")).toBe("cancellation-1");
  expect(ids([alias])("cancellation-1")).toBe("cancellation-1");
});

it("one with personal data has an alias, the same each time, and another for another id", () => {
  expect(alias).toMatch(/^hidden:2026a\.[\w-]{43}$/);
  expect(ids()(PERSONAL)).toBe(alias);
  expect(ids([alias])(PERSONAL)).toBe(alias);
  expect(ids()("cancel-HongGilDong77-2")).not.toBe(alias);
});

it("an alias that is kept stays when the key has changed", () => {
  expect(ids([alias], gate, rotated)(PERSONAL)).toBe(alias);
  expect(ids([], gate, rotated)(PERSONAL)).toMatch(/^hidden:2026b\./);
});

it("an alias that is kept stays when what was personal is known no longer", () => {
  expect(ids([alias], nothing)(PERSONAL)).toBe(alias);
});

it("an id that is kept in clear stays, whatever has become known since", () => {
  expect(ids([PERSONAL])(PERSONAL)).toBe(PERSONAL);
});

it.each([
  ["too long for an index", "x".repeat(257)],
  ["with NUL", "a\u0000b"],
  ["with half a character", "a\ud800b"],
  ["that looks like an alias", "hidden:2026a.x"],
])("one %s has an alias", (_, raw) => {
  expect(ids([], nothing)(raw)).toMatch(/^hidden:2026a\.[\w-]{43}$/);
});

it("two that differ in half a character only are two", () => {
  expect(ids([], nothing)("a\ud800b")).not.toBe(ids([], nothing)("a\ud801b"));
});

it("where what is known could not be opened, every id has an alias that is found again", () => {
  const closed = ids([], gateOf(null))("cancellation-1");
  expect(closed).toMatch(/^hidden:/);
  expect(ids([closed])("cancellation-1")).toBe(closed);
});

describe("cancellations that are listed without an id", () => {
  const at = new Date("2031-03-03T00:00:00.000Z");
  const listed = (id: string, derivedId: string) =>
    ({ ...UNTOLD, cancellationId: id, derivedId, amount: won(1_000), at, providerCancellationId: "t" }) as never;
  const booked = (id: string) =>
    ({ gatewayCancellationId: id, amount: { total: 1_000 }, happenedAt: at, providerCancellationId: "t" }) as never;
  const idsOf = (list: never[], rows: never[]) =>
    underStoredIds(
      list,
      rows,
      new Set(rows.map((row: { gatewayCancellationId: string }) => row.gatewayCancellationId)),
    ).map(({ cancellationId }) => cancellationId as string);

  it("a second one like the first is new, whether the first has its id, lost it or gained it", () => {
    for (const first of ["n:0", "x"]) {
      expect(idsOf([listed("n:0", "n:0"), listed("n:1", "n:1")], [booked(first)])).toEqual([first, "n:1"]);
      expect(idsOf([listed("x", "n:0"), listed("n:1", "n:1")], [booked(first)])).toEqual([first, "n:1"]);
    }
  });

  it("each booked one stands for one listed one", () => {
    const both = [booked("x"), booked("y")];
    expect(idsOf([listed("n:0", "n:0"), listed("n:1", "n:1"), listed("n:2", "n:2")], both)).toEqual(["x", "y", "n:2"]);
    expect(idsOf([listed("n:0", "n:0"), listed("x", "n:1")], both)).toEqual(["y", "x"]);
  });
});
