/** S2: what is shown without a grant, for the usual values and for any text at all; and who needs no mask. */
import fc from "fast-check";
import { PERSONAL_DATA_GRANTS, type PersonalDataGrant } from "../../src/access/permission.js";
import { SYSTEM, type Principal } from "../../src/access/principal.js";
import {
  masked,
  maySeeClear,
  missingGrants,
  PERSONAL_DATA_FIELDS,
  type PersonalDataField,
} from "../../src/personal-data/fields.js";
import { maskAccountNumber, maskId, maskName, maskPhone } from "../../src/personal-data/mask.js";
import { Secret } from "../../src/secret.js";
import { forAll } from "../gateways/random.js";

const MASKS = { maskName, maskId, maskAccountNumber, maskPhone };

describe("a mask", () => {
  it.each([
    ["", ""],
    ["김", "*"],
    ["김용", "김*"],
    ["김환용", "김*용"],
    ["남궁민수", "남궁**"],
    ["황보혜정", "황보**"],
    ["주식회사 환불", "주식*****"],
    ["John Smith", "Jo********"],
    ["  김환용  ", "김*용"],
    ["김환용".normalize("NFD"), `${"김".normalize("NFD")}*${"용".normalize("NFD")}`],
    ["👩‍👩‍👧용", "👩‍👩‍👧*"],
    ["   ", "***"],
    ["*", "***"],
    ["***", "****"],
    ["김*", "***"],
    ["x".repeat(5_000), `xx${"*".repeat(20)}`],
  ])("of the name %j is %j", (clear, mask) => {
    expect(maskName(clear)).toBe(mask);
  });

  it.each([
    ["", ""],
    ["h", "***"],
    ["ho", "h***"],
    ["hon", "ho***"],
    ["hong123", "ho***"],
    ["hong@example.com", "ho***"],
    ["홍길동", "홍길***"],
    ["ho***", "***"],
  ])("of the id %j is %j", (clear, mask) => {
    expect(maskId(clear)).toBe(mask);
  });

  it.each([
    ["", ""],
    ["110234567676", "110******676"],
    ["110-234-567676", "110******676"],
    ["110 234 567676", "110******676"],
    ["1234567890", "123****890"],
    ["123456789", "******789"],
    ["1234567", "****567"],
    ["123456", "******"],
    ["1", "*"],
    ["-", "*"],
    ["- -", "***"],
    ["110******676", "***"],
  ])("of the account number %j is %j", (clear, mask) => {
    expect(maskAccountNumber(clear)).toBe(mask);
  });

  it.each([
    ["", ""],
    ["010-9876-1234", "010-****-1234"],
    ["01098761234", "010-****-1234"],
    ["+82 10-9876-1234", "010-****-1234"],
    ["011-987-1234", "011-***-1234"],
    ["02-987-1234", "02-***-1234"],
    ["(02) 9876-1234", "02-****-1234"],
    ["031-987-1234", "031-***-1234"],
    ["+1 415 555 0100", "***"],
    ["1588-1234", "***"],
    ["전화 없음", "***"],
    ["010-****-1234", "***"],
  ])("of the telephone number %j is %j", (clear, mask) => {
    expect(maskPhone(clear)).toBe(mask);
  });

  const anyText = fc.oneof(
    fc.string(),
    fc.string({ unit: "binary" }),
    fc.string({ unit: "grapheme" }),
    fc.stringMatching(/^[0-9 *-]{0,30}$/),
    fc.stringMatching(/^[가-힣*]{0,5}$/),
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  );

  it.each(Object.entries(MASKS))("%s gives a short text for any text, and never the text itself", (_, mask) => {
    forAll([anyText], { numRuns: 1_000 }, (clear) => {
      const shown = mask(clear);
      expect(shown === "").toBe(clear === "");
      expect(shown === clear).toBe(clear === "");
      expect(shown.includes("*")).toBe(clear !== "");
      expect(shown.replaceAll("*", "").length).toBeLessThan(Math.max(clear.length, 1));
    });
  });

  it("hides at least four of an account number's digits, or all of them", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{1,20}$/), (digits) => {
        const shown = maskAccountNumber(digits);
        const stars = shown.split("*").length - 1;
        expect(shown).toHaveLength(digits.length);
        expect(stars).toBeGreaterThanOrEqual(Math.min(4, digits.length));
      }),
    );
  });
});

describe("a guarded field", () => {
  const FIELDS = Object.keys(PERSONAL_DATA_FIELDS) as PersonalDataField[];
  const person = (grants: readonly PersonalDataGrant[]): Principal => ({
    subject: "lee",
    name: null,
    kind: "PERSON",
    roles: ["accountant", "approver", "privacy-officer"],
    scopes: [],
    grants,
    expiresAt: new Date(0),
  });
  const GRANT_OF: Record<PersonalDataField, string> = {
    ID: "PERSONAL_DATA_ID",
    NAME: "PERSONAL_DATA_NAME",
    ACCOUNT_NUMBER: "PERSONAL_DATA_ACCOUNT_NUMBER",
  };

  it.each(Array.from({ length: 8 }, (_, bits) => PERSONAL_DATA_GRANTS.filter((_grant, i) => bits & (1 << i))))(
    "is clear to exactly the grants held (%#)",
    (...grants) => {
      for (const field of FIELDS)
        expect(maySeeClear(person(grants), field)).toBe((grants as string[]).includes(GRANT_OF[field]));
      expect(missingGrants(person(grants), FIELDS)).toEqual(
        PERSONAL_DATA_GRANTS.filter((grant) => !grants.includes(grant)),
      );
    },
  );

  it("is clear to no program, whatever its token says", () => {
    const service: Principal = { ...person(PERSONAL_DATA_GRANTS), kind: "SERVICE", roles: ["service"] };
    for (const field of FIELDS) expect(maySeeClear(service, field)).toBe(false);
    expect(missingGrants(SYSTEM.worker, FIELDS)).toEqual([...PERSONAL_DATA_GRANTS]);
  });

  it("is masked by its own rule", () => {
    expect(masked("NAME", new Secret("김환용"))).toBe("김*용");
    expect(masked("ID", new Secret("hong123"))).toBe("ho***");
    expect(masked("ACCOUNT_NUMBER", new Secret("110234567676"))).toBe("110******676");
  });
});
