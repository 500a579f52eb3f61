/** By which id a gateway's cancellation is kept: an id with personal data under an alias, the same one for ever, and never two for one. */
import { expect, it } from "@jest/globals";
import { createCipher } from "../../../src/personal-data/cipher.js";
import { gateOf } from "../../../src/personal-data/redacted-text.js";
import { idsThrough } from "../../../src/refund/settlement/cancellation-ids.js";
import { Secret } from "../../../src/secret.js";

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
