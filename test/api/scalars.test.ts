/** The scalars take what they say and nothing else, and give back what they took. */
import fc from "fast-check";
import { parseValue } from "graphql";
import { DateTimeScalar } from "../../src/api/scalar/date-time.js";
import { DateScalar } from "../../src/api/scalar/date.js";
import { MinorUnitsScalar } from "../../src/api/scalar/minor-units.js";
import { forAll } from "../gateways/random.js";

const seed = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);
console.log(`seed ${seed}`);

describe("MinorUnits", () => {
  it("carries every whole amount up to 2^53 − 1, past GraphQL's Int", () => {
    forAll([fc.maxSafeNat()], { seed }, (amount) => {
      expect(MinorUnitsScalar.parseValue(amount)).toBe(amount);
      expect(MinorUnitsScalar.serialize(amount)).toBe(amount);
      expect(MinorUnitsScalar.parseLiteral(parseValue(String(amount)))).toBe(amount);
    });
  });

  it.each([-1, 0.5, 2 ** 53, Number.NaN, Infinity, "1000", null, true, [1], {}])("refuses %p", (value) => {
    expect(() => MinorUnitsScalar.parseValue(value)).toThrow("MinorUnits must be a whole number of minor units");
  });

  it.each(["-1", "1.0", "1e3", '"1000"', "9007199254740993", "null", "true"])("refuses the literal %s", (literal) => {
    expect(() => MinorUnitsScalar.parseLiteral(parseValue(literal))).toThrow("MinorUnits must be");
  });

  it("never gives out what is no amount", () => {
    expect(() => MinorUnitsScalar.serialize(-5)).toThrow("not an amount of money");
    expect(() => MinorUnitsScalar.serialize("12abc")).toThrow("not an amount of money");
  });

  it("takes -0 for 0", () => {
    expect(Object.is(MinorUnitsScalar.parseValue(-0), 0)).toBe(true);
  });
});

describe("DateTime", () => {
  it("reads what it writes, to the millisecond", () => {
    const moments = fc.date({
      min: new Date("1900-01-01T00:00:00.000Z"),
      max: new Date("9999-12-31T23:59:59.999Z"),
      noInvalidDate: true,
    });
    forAll([moments], { seed }, (moment) => {
      expect(DateTimeScalar.parseValue(DateTimeScalar.serialize(moment))).toEqual(moment);
    });
  });

  it("takes any offset and means the same moment", () => {
    expect(DateTimeScalar.parseValue("2026-03-02T18:30:00+09:00")).toEqual(new Date("2026-03-02T09:30:00.000Z"));
    expect(DateTimeScalar.parseValue("2026-03-02T09:30Z")).toEqual(new Date("2026-03-02T09:30:00.000Z"));
  });

  it("cuts off what is finer than a millisecond", () => {
    expect(DateTimeScalar.parseValue("2026-03-02T09:30:00.123987Z")).toEqual(new Date("2026-03-02T09:30:00.123Z"));
  });

  it.each([
    "2026-03-02T09:30:00", // no offset: whose half past nine?
    "2026-03-02",
    "2026-02-30T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-03-02T24:00:00Z",
    "2026-03-02T23:60:00Z",
    "0000-01-01T00:00:00Z",
    "+002026-03-02T00:00:00Z",
    "9999-12-31T23:59:59-09:00", // the year 10000 in UTC
    "yesterday",
    "",
    1772443800000,
    null,
  ])("refuses %p", (value) => {
    expect(() => DateTimeScalar.parseValue(value)).toThrow("DateTime must be");
  });
});

describe("Date", () => {
  it.each(["2026-03-02", "2024-02-29", "1900-01-01", "9999-12-31"])("takes %s", (day) => {
    expect(DateScalar.parseValue(day)).toBe(day);
  });

  it.each(["2026-02-29", "2026-00-10", "2026-1-1", "0001-01-01", "2026-03-02T00:00:00Z", "", 20260302, null])(
    "refuses %p",
    (value) => {
      expect(() => DateScalar.parseValue(value)).toThrow("Date must be");
    },
  );
});
