/**
 * Changes of the figures: rows that are only added, by triggers on `refund` and `payment`
 * (docs/adr/0048-figures.md), and folded into day rows later. No refund waits for another to be counted.
 */
import { BigIntType } from "@mikro-orm/core";
import { Entity, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import type { FigureName, PaidBy } from "./figure.js";

@Entity({ tableName: "figure_delta" })
export class FigureDelta {
  @PrimaryKey({ type: new BigIntType("number"), autoincrement: true })
  id!: number;

  @Property({ type: "text" })
  figure!: FigureName;

  /** Korean day: of an open refund that of its creation, of everything else that on which it happened. */
  @Property({ columnType: "date" })
  day!: string;

  /** The state it is open in, or that it failed into; empty elsewhere, as are all texts here that do not apply. */
  @Property({ type: "text" })
  state!: string;

  @Property({ type: "text" })
  cause!: string;

  @Property({ type: "text" })
  paidBy!: PaidBy | "";

  @Property({ type: "text" })
  gateway!: string;

  @Property({ type: "text" })
  provider!: string;

  @Property({ type: "text" })
  method!: string;

  @Property({ type: "text" })
  currency!: string;

  /** Whole hours from the goods' return to the refund, of one that counts in TOOK; 0 elsewhere. */
  @Property({ type: "integer" })
  hours!: number;

  /** The subject of whoever did it, as the history spells it. */
  @Property({ type: "text", default: "" })
  person!: string;

  /** How many more; negative for fewer. */
  @Property({ type: "integer" })
  refunds!: number;

  @Property({ columnType: "numeric(38,0)", type: "string" })
  amount!: string;
}
