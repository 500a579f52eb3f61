/** A refund that was completed with a cancel made at the gateway without this service. */
import { Check, Entity, ManyToOne, OneToOne, Property } from "@mikro-orm/decorators/legacy";
import { minorUnitsColumn } from "../../database/columns.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { BookedCancellation } from "./attempt.entity.js";
import { Refund } from "./refund.entity.js";

/** One cancel may complete several refunds, together up to its amount. */
@Entity({ tableName: "cancellation_match" })
@Check({ name: "cancellation_match_positive", expression: "amount > 0" })
export class CancellationMatch {
  @OneToOne(() => Refund, {
    mapToPk: true,
    fieldName: "refund_id",
    primary: true,
    deleteRule: "no action",
    updateRule: "no action",
  })
  refundId!: string;

  @ManyToOne(() => BookedCancellation, { mapToPk: true, fieldName: "cancellation_id", index: true })
  cancellationId!: string;

  /** The refund's amount. */
  @Property({ type: minorUnitsColumn })
  amount!: MinorUnits;
}
