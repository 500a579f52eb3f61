/** Striking known values out of a text: every spelling is found, nothing else is touched, and the work grows with the text and no faster. */
import { gateOf } from "../../src/personal-data/redacted-text.js";
import { strikerOf, type KnownValue } from "../../src/personal-data/strike-out.js";
import { Secret } from "../../src/secret.js";

const id = (text: string): KnownValue => ({ kind: "ID", clear: new Secret(text) });
const name = (text: string): KnownValue => ({ kind: "NAME", clear: new Secret(text) });
const number = (text: string): KnownValue => ({ kind: "NUMBER", clear: new Secret(text) });
const struck = (text: string, ...values: KnownValue[]): string => strikerOf(values).text(text);

describe("spellings", () => {
  it.each([
    ["composed", "고객 홍길동님", "고객 ***님"],
    ["decomposed", `고객 ${"홍길동".normalize("NFD")}님`, "고객 ***님"],
    ["with blanks", "고객 홍 길 동님", "고객 ***님"],
    ["with separators", "고객 홍-길·동님", "고객 ***님"],
    ["with what nobody sees", "고객 홍\u200b길\u00ad동님", "고객 ***님"],
    ["escaped for a URL", `고객 ${encodeURIComponent("홍길동")}님`, "고객 ***님"],
    ["escaped for JSON", "고객 \\ud64d\\uae38\\ub3d9님", "고객 ***님"],
    ["escaped for HTML", "고객 &#54861;&#xae38;&#46041;님", "고객 ***님"],
    ["twice", "홍길동, 홍길동", "***, ***"],
    ["cut off at the end", "예금주 홍길", "예금주 ***"],
  ])("a name %s", (_, text, kept) => {
    expect(struck(text, name("홍길동"))).toBe(kept);
  });

  it("a name known decomposed is found composed, and its words in either order", () => {
    expect(struck("고객 홍길동님", name("홍길동".normalize("NFD")))).toBe("고객 ***님");
    expect(struck("Mr. GILDONG HONG, Hong-Gildong", name("Hong Gildong"))).toBe("Mr. ***, ***");
  });

  it.each([
    ["as it is", "계좌 110987612345 거절", "계좌 *** 거절"],
    ["grouped", "계좌 110-9876-12345 거절", "계좌 *** 거절"],
    ["in full width", "계좌 １１０９８７６１２３４５ 거절", "계좌 *** 거절"],
    ["with dots and blanks", "계좌 110.9876 12345 거절", "계좌 *** 거절"],
  ])("an account %s", (_, text, kept) => {
    expect(struck(text, number("110-9876-12345"))).toBe(kept);
  });

  it("a telephone is found abroad, and without its zero", () => {
    expect(struck("+82 10-9876-1234 / 1098761234", number("01098761234"))).toBe("+*** / ***");
  });

  it("an id is found in any case", () => {
    expect(struck("user HongGilDong77!", id("honggildong77"))).toBe("user ***!");
  });
});

describe("what stays", () => {
  it("a text without anything known, letter by letter", () => {
    const text = `  거절(한도 초과) 10,000원 ${"é".normalize("NFD")} %zz \\u00 &#; `;
    expect(struck(text, name("홍길동"), number("110987612345"), id("honggildong77"))).toBe(text);
  });

  it.each(["", " ", "홍", "x", "-", "홍\u200b", "-홍-"])("%j is too short to be looked for", (short) => {
    for (const value of [id(short), name(short), number(short)]) expect(struck("홍 x - *", value)).toBe("홍 x - *");
  });

  it("a short word of ASCII is struck out only where it stands alone", () => {
    expect(struck("kim paid; kimono, akim, kim1", name("Kim"))).toBe("*** paid; kimono, akim, kim1");
    expect(struck("no. 77: 177, 77a", id("77"))).toBe("no. ***: 177, 77a");
  });

  it("nothing, where nothing is known", () => {
    expect(struck("고객 홍*동 010-1234-5678")).toBe("고객 홍*동 010-1234-5678");
  });
});

describe("characters that mean something in a pattern", () => {
  it.each([
    ["a.b*c+d?e", "***"],
    ["(a|b)+cdef", "(***"],
    ["[x-y](y){2}|w", "[***"],
    ["^start$end", "^***"],
    ["back\\slash/es", "***"],
    ["$&ab$1cd$$", "$&***$$"],
  ])("%s stands for itself; marks around it may stay", (odd, kept) => {
    for (const value of [id(odd), name(odd)]) expect(struck(`user ${odd} refused`, value)).toBe(`user ${kept} refused`);
    expect(struck("user zzzzzzzz refused", id(odd), name(odd), number(odd))).toBe("user zzzzzzzz refused");
  });
});

describe("masks of the vendor's own", () => {
  it.each([
    ["홍*동", "홍*동"],
    ["홍**", "홍**"],
    ["*길동", "***"],
    ["*길*", "***"],
    ["홍○동", "홍○동"],
    ["○길○", "***"],
  ])("of a name: %s becomes %s, for it may show no more than ours", (mask, kept) => {
    expect(struck(`예금주 ${mask} 거절`, name("홍길동"))).toBe(`예금주 ${kept} 거절`);
  });

  it.each([
    ["110******345", "110******345"],
    ["*********345", "*********345"],
    ["110987******", "***"],
    ["110-****-*2345", "***"],
  ])("of an account: %s becomes %s", (mask, kept) => {
    expect(struck(`계좌 ${mask} 거절`, number("110987612345"))).toBe(`계좌 ${kept} 거절`);
  });
});

describe("masks in another spelling", () => {
  it.each([
    ["full-width digits and dots", "０１０.９８**.1234", number("01098761234")],
    ["groups", "110-98**-12345", number("110987612345")],
    ["blanks between letters", "홍 길 *", name("홍길동")],
    ["a full-width star", "*길＊", name("홍길동")],
  ])("%s", (_, mask, value) => {
    expect(struck(`계좌 ${mask} 거절`, value)).toBe("계좌 *** 거절");
  });
});

describe("JSON", () => {
  const gate = gateOf([number("110987612345"), number("0109876123"), name("홍길동"), id("77")]);

  it("names of fields, numbers and texts at any depth", () => {
    expect(
      gate.json({ 홍길동: [{ account: 110987612345, minus: -110987612345, text: "홍 길동" }], total: 10_000 }),
    ).toEqual({
      "***": [{ account: "***", minus: "***", text: "***" }],
      total: 10_000,
    });
  });

  it("a number loses its leading zeros, and an amount stays though an id is spelled like it", () => {
    expect(gate.json([109876123, 77, 0, 1.5, true, null])).toEqual(["***", 77, 0, 1.5, true, null]);
  });

  it("what lies too deep is hidden, not passed unread", () => {
    let deep: unknown = "fine";
    for (let level = 0; level < 20; level += 1) deep = { deep };
    expect(JSON.stringify(gate.json(deep))).not.toContain("fine");
    expect(JSON.stringify(gate.json(deep))).toContain("***");
  });

  it("where what is known could not be opened, nothing passes", () => {
    const closed = gateOf(null);
    expect([closed.text("fine"), closed.json({ fine: 1 }), closed.hides("fine")]).toEqual(["***", "***", true]);
  });

  it("a text is cut after it was looked through, so that no half of a value is left", () => {
    const kept = gate.text(`${"가".repeat(498)}홍길동${"나".repeat(5_000)}`);
    expect(kept).toBe(`${"가".repeat(498)}**`);
  });
});

describe("what it costs, counted", () => {
  /** Calls of the two built-ins that the work consists of: a letter is normalised once, a value looked for once and once for each find. */
  function callsFor(text: string, values: KnownValue[]): { normalize: number; indexOf: number } {
    const own = Object.getOwnPropertyDescriptors(String.prototype);
    const calls = { normalize: 0, indexOf: 0 };
    const striker = strikerOf(values);
    const counted = (name: keyof typeof calls) => ({
      ...own[name],
      value(this: string, ...given: [string]): unknown {
        calls[name] += 1;
        return Reflect.apply(own[name].value as (...given: string[]) => unknown, this, given);
      },
    });
    Object.defineProperties(String.prototype, { normalize: counted("normalize"), indexOf: counted("indexOf") });
    try {
      striker.text(text);
    } finally {
      Object.defineProperties(String.prototype, { normalize: own.normalize, indexOf: own.indexOf });
    }
    return calls;
  }

  const values = [id("aaaaaaaa"), name("홍길동"), number("111111111111"), name("a".repeat(30)), number("1".repeat(30))];
  it.each([
    ["a vendor's sentence", "고객 거절 ".repeat(400)],
    ["one letter over and over", "a".repeat(2_400)],
    ["digits and masks", "1*".repeat(1_200)],
    ["masks alone", "*".repeat(2_400)],
    ["escapes", "%ed%99%8d".repeat(260)],
    ["half escapes", "%e".repeat(1_200)],
  ])("%s: as much more as the text is longer", (_, text) => {
    const [once, fourTimes] = [callsFor(text, values), callsFor(text.repeat(4), values)];
    expect(once.normalize).toBeLessThanOrEqual(text.length + 2 * values.length);
    expect(fourTimes.normalize).toBeLessThanOrEqual(4 * once.normalize + values.length);
    expect(once.indexOf).toBeLessThanOrEqual(values.length * (text.length + 2));
    expect(fourTimes.indexOf).toBeLessThanOrEqual(4 * once.indexOf + values.length * 64);
  });
});
