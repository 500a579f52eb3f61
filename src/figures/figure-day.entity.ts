/** The figures of a day: one row per day and combination of dimensions, the sum of all deltas that were folded into it. */
import { PrimaryKeyProp } from "@mikro-orm/core";
import { Entity, Index, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import type { FigureName, PaidBy } from "./figure.js";

@Entity({ tableName: "figure_day" })
@Index({
  name: "figure_day_empty",
  expression: `create index figure_day_empty on figure_day (figure, day) where refunds = 0 and amount = 0`,
})
export class FigureDay {
  @PrimaryKey({ type: "text" })
  figure!: FigureName;

  @PrimaryKey({ columnType: "date" })
  day!: string;

  @PrimaryKey({ type: "text" })
  state!: string;

  @PrimaryKey({ type: "text" })
  cause!: string;

  @PrimaryKey({ type: "text" })
  paidBy!: PaidBy | "";

  @PrimaryKey({ type: "text" })
  gateway!: string;

  @PrimaryKey({ type: "text" })
  provider!: string;

  @PrimaryKey({ type: "text" })
  method!: string;

  @PrimaryKey({ type: "text" })
  currency!: string;

  @PrimaryKey({ type: "integer" })
  hours!: number;

  /** The subject of whoever did it, as the history spells it; empty where no person is counted. */
  @PrimaryKey({ type: "text" })
  person!: string;

  @Property({ type: "integer" })
  refunds!: number;

  @Property({ columnType: "numeric(38,0)", type: "string" })
  amount!: string;

  [PrimaryKeyProp]?: [
    "figure",
    "day",
    "state",
    "cause",
    "paidBy",
    "gateway",
    "provider",
    "method",
    "currency",
    "hours",
    "person",
  ];
}
