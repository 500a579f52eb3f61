/** Money in the API: an amount with its currency, and the tax parts it is made of. */
import { Field, ObjectType } from "type-graphql";
import { minorUnits, type MinorUnits } from "../../money/minor-units.js";
import { TAX_PARTS, type TaxPart } from "../../money/parts.js";
import { PART_COLUMNS } from "../../database/columns.js";
import { Part } from "../authorized.js";
import { MinorUnitsScalar } from "../scalar/minor-units.js";

@Part()
@ObjectType({ description: "An amount of money in one currency (금액).", simpleResolvers: true })
export class Money {
  @Field(() => MinorUnitsScalar, { description: "Whole minor units of the currency (금액); for KRW: won." })
  amount!: MinorUnits;

  @Field(() => String, { description: "ISO 4217 (통화), such as KRW." })
  currencyCode!: string;
}

@Part()
@ObjectType("TaxParts", {
  description: "The tax parts of an amount (세금 구분): `total = taxable + vat + taxFree + serviceFee`, to the unit.",
  simpleResolvers: true,
})
export class TaxPartsType implements Record<TaxPart, Money> {
  @Field(() => Money, { description: "The whole amount (합계)." })
  total!: Money;

  @Field(() => Money, { description: "Supply value (공급가액), its VAT not included." })
  taxable!: Money;

  @Field(() => Money, { description: "The VAT in the amount (부가세)." })
  vat!: Money;

  @Field(() => Money, { description: "Tax-free part (면세)." })
  taxFree!: Money;

  @Field(() => Money, { description: "Service fee (봉사료)." })
  serviceFee!: Money;
}

/** From a 64-bit column, which comes as text. */
export const moneyOf = (amount: string | number, currencyCode: string): Money => ({
  amount: minorUnits(Number(amount)),
  currencyCode,
});

/** From the five columns of an embedded amount, `<prefix>total` and so on. */
export function partsIn(row: object, prefix: string, currencyCode: string): TaxPartsType {
  const columns = row as Record<string, string>;
  const of = (part: keyof typeof PART_COLUMNS) =>
    moneyOf(columns[`${prefix}${PART_COLUMNS[part]}`] ?? "0", currencyCode);
  const parts = Object.fromEntries(TAX_PARTS.map((part) => [part, of(part)])) as Record<TaxPart, Money>;
  return { total: of("total"), ...parts };
}

/** The column names of an embedded amount. */
export const partColumns = (prefix: string): string[] => Object.values(PART_COLUMNS).map((part) => `${prefix}${part}`);
