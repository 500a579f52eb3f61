/** A payment knows how much of it was captured: what was authorised and never captured is out of reach of refunds. */
import { Migration } from "@mikro-orm/migrations";

const PARTS = ["total", "taxable", "vat", "tax_free", "service_fee"];
const BALANCES = ["amount", "refunded_at_gateway", "refunded_by_hand", "reserved", "reversed", "excess"];
const REASONS = ["FREE_OF_CHARGE", "ALREADY_CLAIMED", "DEDUCTED", "NOT_OWED", "CHARGED_BACK", "CANCELLED_AT_GATEWAY"];

const oneOf = (values: readonly string[]): string => values.map((value) => `'${value}'`).join(", ");
const columns = (name: string, change: "add" | "drop"): string =>
  PARTS.map((part) =>
    change === "add" ? `add ${name}_${part} bigint not null default 0` : `drop column ${name}_${part}`,
  ).join(", ");

export class Migration20261129133705_captured_amount extends Migration {
  override up(): void {
    this.addSql(`alter table payment add captured_amount bigint null, ${columns("uncaptured", "add")};`);
    this.addSql(`alter table booked_cancellation ${columns("released", "add")};`);
    // Only what is there already has nothing to say: new rows are written with their own.
    this.noDefaults("payment", "uncaptured");
    this.noDefaults("booked_cancellation", "released");
    this.moneyChecks([...BALANCES, "uncaptured"]);
    this.addSql(
      `alter table payment add constraint payment_captured_amount check (captured_amount is null or (captured_amount > 0 and captured_amount <= amount_total));`,
    );
    this.addSql(
      `alter table payment add constraint payment_uncaptured check (uncaptured_total <= amount_total - coalesce(captured_amount, amount_total));`,
    );
    const released = PARTS.map((part) => `released_${part} >= 0 and released_${part} <= amount_${part}`).join(" and ");
    this.addSql(`alter table booked_cancellation add constraint booked_cancellation_released check (${released});`);
    this.addSql(`alter table webhook_delivery add captured_amount text null;`);
    this.kinds(["GREW", "CAPTURED", "CORRECTED"], REASONS.toSpliced(5, 0, "NEVER_CAPTURED"));
  }

  override down(): void {
    this.kinds(["GREW", "CORRECTED"], REASONS);
    this.addSql(`alter table webhook_delivery drop column captured_amount;`);
    this.addSql(`alter table booked_cancellation drop constraint booked_cancellation_released;`);
    this.addSql(`alter table booked_cancellation ${columns("released", "drop")};`);
    this.addSql(`alter table payment drop constraint payment_uncaptured;`);
    this.addSql(`alter table payment drop constraint payment_captured_amount;`);
    this.moneyChecks(BALANCES);
    this.addSql(`alter table payment drop column captured_amount, ${columns("uncaptured", "drop")};`);
  }

  private noDefaults(table: string, name: string): void {
    const each = PARTS.map((part) => `alter ${name}_${part} drop default`).join(", ");
    this.addSql(`alter table ${table} ${each};`);
  }

  private moneyChecks(balances: readonly string[]): void {
    const held = ["refunded_at_gateway", "refunded_by_hand", "reserved", ...balances.slice(BALANCES.length)];
    const checks = {
      payment_never_over_refunded: PARTS.map(
        (part) =>
          `${held.map((balance) => `${balance}_${part}`).join(" + ")} <= amount_${part} + reversed_${part} + excess_${part}`,
      ),
      payment_not_negative: balances.flatMap((balance) => PARTS.map((part) => `${balance}_${part} >= 0`)),
      payment_parts_add_up: balances.map(
        (balance) =>
          `${balance}_total = ${PARTS.slice(1)
            .map((part) => `${balance}_${part}`)
            .join(" + ")}`,
      ),
    };
    for (const [name, each] of Object.entries(checks)) {
      this.addSql(`alter table payment drop constraint ${name};`);
      this.addSql(`alter table payment add constraint ${name} check (${each.join(" and ")});`);
    }
  }

  private kinds(changes: readonly string[], reasons: readonly string[]): void {
    this.addSql(`alter table order_fact_change drop constraint order_fact_change_kind;`);
    this.addSql(
      `alter table order_fact_change add constraint order_fact_change_kind check (kind in (${oneOf(changes)}));`,
    );
    this.addSql(`alter table collected_return drop constraint collected_return_no_refund_reason;`);
    this.addSql(
      `alter table collected_return add constraint collected_return_no_refund_reason check (no_refund_reason in (${oneOf(reasons)}));`,
    );
  }
}
