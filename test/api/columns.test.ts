/** A table of columns says once what is selected, how a row becomes an object, and which column a filter means. */
import { columns, derived, flag, instant, integer, money, taxParts, text } from "../../src/api/connection/columns.js";
import type { Money, TaxPartsType } from "../../src/api/money/money.type.js";

interface Node {
  id: string;
  units: number;
  hasPhone: boolean;
  paidAt: Date;
  settledAt: Date | null;
  amount: Money;
  parts: TaxPartsType;
  fee: Money | null;
  label: string;
}

const NODE = columns<Node>({
  id: text("line.id"),
  units: integer("coalesce(came.units, 0) as units"),
  hasPhone: flag("phone_sealed is not null as has_phone"),
  paidAt: instant("paid_at"),
  settledAt: instant("settled_at"),
  amount: money("amount_total"),
  parts: taxParts("amount_"),
  fee: money("fee"),
  label: derived(["first", "second"], (row: { first: string; second: string }) => `${row.first} ${row.second}`),
});

it("selects each column once, in the order of the fields", () => {
  expect(NODE.selectList).toBe(
    "line.id, coalesce(came.units, 0) as units, phone_sealed is not null as has_phone, paid_at, settled_at, amount_total, " +
      "amount_taxable, amount_vat, amount_tax_free, amount_service_fee, fee, first, second",
  );
});

it("makes each field of its own columns, and null stays null", () => {
  const amounts = { amount_total: "110", amount_taxable: "100", amount_vat: "10" };
  const row = { id: "1", units: 0, has_phone: true, paid_at: "2031-03-02T00:00:00Z", settled_at: null, fee: null };
  const won = (amount: number) => ({ amount, currencyCode: "KRW" });
  expect(
    NODE.nodeOf({
      ...row,
      ...amounts,
      amount_tax_free: "0",
      amount_service_fee: "0",
      currency: "KRW",
      first: "a",
      second: "b",
    }),
  ).toEqual({
    id: "1",
    units: 0,
    hasPhone: true,
    paidAt: new Date("2031-03-02T00:00:00.000Z"),
    settledAt: null,
    amount: won(110),
    parts: { total: won(110), taxable: won(100), vat: won(10), taxFree: won(0), serviceFee: won(0) },
    fee: null,
    label: "a b",
  });
});

it("names the column behind a field, and refuses a field that is none or several", () => {
  expect(NODE.column("paidAt")).toBe("paid_at");
  expect(NODE.column("amount")).toBe("amount_total");
  expect(() => NODE.column("label")).toThrow("label is not one column");
});

it("is refused by the compiler where it lacks a field or makes another type", () => {
  // @ts-expect-error: `paidAt` is not described.
  columns<Pick<Node, "id" | "paidAt">>({ id: text("id") });
  // @ts-expect-error: a moment is no text.
  columns<Pick<Node, "paidAt">>({ paidAt: text("paid_at") });
  // @ts-expect-error: the type has no such field.
  columns<Pick<Node, "id">>({ id: text("id"), other: text("other") });
  expect(columns<Pick<Node, "id">>({ id: text("id") }).nodeOf({ id: "1" })).toEqual({ id: "1" });
});
