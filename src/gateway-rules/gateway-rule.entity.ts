/** A rule of a gateway as a dated row: append-only, a correction is a new row that names the one it corrects. */
import { Check, Entity, Index, ManyToOne, PrimaryKey, Property, Unique } from "@mikro-orm/decorators/legacy";
import { moment } from "../database/columns.js";
import type { GatewayName, ProviderName, PaymentMethod } from "../gateways/port.js";
import { RULE_KINDS, type RuleContent, type RuleKind } from "./rule-value.js";

@Entity({ tableName: "gateway_rule" })
@Check({ name: "gateway_rule_kind", expression: `kind in (${RULE_KINDS.map((kind) => `'${kind}'`).join(", ")})` })
@Check({ name: "gateway_rule_not_its_own", expression: "supersedes <> id" })
@Index({
  name: "gateway_rule_one_per_scope",
  expression: `create unique index gateway_rule_one_per_scope on gateway_rule (kind, gateway, provider, method) nulls not distinct where supersedes is null`,
})
export class GatewayRuleRow {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  @Property({ type: "text" })
  kind!: RuleKind;

  /** Null: at every gateway. */
  @Property({ type: "text", nullable: true })
  gateway!: GatewayName | null;

  /** Null: whoever processes the payment. */
  @Property({ type: "text", nullable: true })
  provider!: ProviderName | null;

  /** Null: however it was paid. */
  @Property({ type: "text", nullable: true })
  method!: PaymentMethod | null;

  /** Shaped by its kind (`RULE_VALUES`), checked when it is written and when it is read. */
  @Property({ type: "jsonb" })
  value!: RuleContent["value"];

  /** The first Korean day on which it holds, by the day of the refund, not of the payment. */
  @Property({ columnType: "date" })
  validFrom!: string;

  /** Document and section it was read in. */
  @Property({ type: "text" })
  source!: string;

  @Property({ type: "text", nullable: true })
  note!: string | null;

  /** The rule it corrects, of the same kind and scope. Each is corrected once, so corrections make a chain. */
  @Unique()
  @ManyToOne(() => GatewayRuleRow, { mapToPk: true, fieldName: "supersedes", nullable: true, deleteRule: "restrict" })
  supersedes!: string | null;

  /** Subject of who recorded it: a person, or `system:…`. */
  @Property({ type: "text" })
  recordedBy!: string;

  @Property(moment())
  recordedAt!: Date;
}
