/** Column types every entity shares: whole minor units as `bigint`, moments with milliseconds, an amount with its tax parts. */
import { BigIntType } from "@mikro-orm/core";
import { Embeddable, Property } from "@mikro-orm/decorators/legacy";
import type { MinorUnits } from "../money/minor-units.js";
import { TAX_PARTS, type Parts } from "../money/parts.js";

/** Read back as a JavaScript number: amounts end at 2^53 − 1 (a CHECK in the migration says so too). */
export const minorUnitsColumn = new BigIntType("number");

/**
 * Milliseconds, like a JavaScript `Date`: microseconds in the column would make keyset pages repeat or skip rows.
 * A new object each time: the decorator writes the property's name into the options it is given.
 */
export const moment = () => ({ columnType: "timestamptz(3)" });

@Embeddable()
export class PartsColumns implements Parts {
  @Property({ type: minorUnitsColumn })
  total!: MinorUnits;

  @Property({ type: minorUnitsColumn })
  taxable!: MinorUnits;

  @Property({ type: minorUnitsColumn })
  vat!: MinorUnits;

  @Property({ type: minorUnitsColumn })
  taxFree!: MinorUnits;

  @Property({ type: minorUnitsColumn })
  serviceFee!: MinorUnits;

  constructor(parts: Parts) {
    Object.assign(this, { total: parts.total });
    for (const part of TAX_PARTS) this[part] = parts[part];
  }
}

/** The columns an embedded amount has, with their suffixes in the database. */
export const PART_COLUMNS = {
  total: "total",
  taxable: "taxable",
  vat: "vat",
  taxFree: "tax_free",
  serviceFee: "service_fee",
} as const;
