/** A subject with unseen or full-width letters was another person, and two spellings of one order number were two orders. */
import { displayName, isSubject, samePerson } from "../../src/access/subject.js";
import { createTokenVerifier } from "../../src/access/token.js";
import { foreignNumber, line, number } from "../../src/api/input.js";
import { AUDIENCE, ISSUER, sign, signingPair, testClock } from "../access/issuer-server.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { codeOf, collectedReturn, now, person, request } from "../kit/fixtures.js";
import { approve } from "../refund/mutations.js";
import { ABOVE_LIMIT } from "../refund/states.js";

const pair = signingPair("key-1");
const jwks = { keys: [pair.published] };
const verifier = createTokenVerifier({ issuer: ISSUER, audience: AUDIENCE, jwks, clock: testClock() });

const REFUSED = [
  "kim\u0000",
  "ki\u200bm",
  "kim\u200d",
  "\ufeffkim",
  "kim\u00ad",
  "kim\u034f",
  "kim\u3164",
  "kim\u2800",
  "kim\u202e",
  "\u2066kim",
  "kim\ufe0f",
  "kim\u2028",
  "kim\u{e0041}",
  "kim\ud800",
  "kim\n",
  " kim",
  "kim\u00a0",
  "kim  lee",
  "ＫＩＭ",
  "ﬁn",
  "김".normalize("NFD"),
  "kіm",
  "kiм",
  "ѕystem:worker",
  "System:worker",
];

describe("a subject", () => {
  it.each(REFUSED)("%j is refused", async (sub) => {
    expect(isSubject(sub)).toBe(false);
    expect(await verifier.verify(await sign(pair, { sub }))).toEqual({ ok: false, reason: "SUBJECT_REFUSED" });
  });

  it.each(["kim", "Kim.Operator", "auth0|5f7c8ec7c33c6c004bbafe82", "kim lee", "김서연", "kim-김", "кім", "k@shop.kr"])(
    "%j is taken, and stays as the token says it",
    async (sub) => {
      expect(await verifier.verify(await sign(pair, { sub }))).toMatchObject({ ok: true, principal: { subject: sub } });
    },
  );

  it("is the same person in another case or form, and nobody is nobody", () => {
    for (const other of ["Kim", "KIM", "ＫＩＭ", "ki\u200bm", " kim "]) expect(samePerson("kim", other)).toBe(true);
    expect(samePerson("straße", "STRASSE")).toBe(true);
    expect(samePerson("kim", "lee")).toBe(false);
    expect(samePerson(null, null)).toBe(false);
  });

  it("comes with a name that fakes no line", () => {
    expect(displayName("김\u202e운영\n\u0000ok\ud800")).toBe("김운영ok");
    expect(displayName("\u200b\u202e")).toBeNull();
  });
});

describe("four eyes", () => {
  const t = sharedTestService();

  it("takes the same subject in another case for the same person, and shows what the token said", async () => {
    const { refund } = await collectedReturn(t, ABOVE_LIMIT);
    await request(t, refund, person("Kim.Lead", "refund-operator", "approver"));
    const confirmed = await approve(t, refund, person("kim.lead", "refund-operator", "approver"));
    expect(codeOf(confirmed)).toBe("SAME_PERSON");
    expect((await now(t, refund)).requestedBy).toBe("Kim.Lead");
  });
});

describe("a number", () => {
  it("is one however it is composed", () => {
    const composed = "주문-가1";
    expect(number().parse(composed.normalize("NFD"))).toBe(composed.normalize("NFC"));
  });

  it.each(["O-1\u200b", "O\u00ad-1", "Ｏ-1", "O-1\u202e", "O-\u31641"])("%j is refused", (text) => {
    expect(number().safeParse(text).success).toBe(false);
    expect(foreignNumber().safeParse(text).success).toBe(false);
  });

  it("of somebody else's is never changed", () => {
    expect(foreignNumber().safeParse("결제-1".normalize("NFD")).success).toBe(false);
    expect(foreignNumber().parse("결제-1")).toBe("결제-1");
  });

  it("a name keeps its emoji and loses no letter, but nothing turns it around", () => {
    expect(line().parse("가족 👨‍👩‍👧 세트")).toBe("가족 👨‍👩‍👧 세트");
    expect(line().safeParse("ab\u202ecd").success).toBe(false);
  });
});
