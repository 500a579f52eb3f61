/** Refunds by refusal, approver and result: most have none of them, so the indexes hold those that do. */
import { Migration } from "@mikro-orm/migrations";

const FILTERS = [
  ["refusal", "refusal_cause"],
  ["approver", "approved_by"],
  ["result", "processing_result"],
] as const;
const ORDERS = [
  ["created", "created_at"],
  ["due", "due_on"],
] as const;

export class Migration20261130025200_refund_filters extends Migration {
  override up(): void {
    for (const [name, column] of FILTERS)
      for (const [by, order] of ORDERS)
        this.addSql(
          `create index refund_${name}_${by} on refund (${column}, ${order}, id) where ${column} is not null;`,
        );
  }

  override down(): void {
    for (const [name] of FILTERS) for (const [by] of ORDERS) this.addSql(`drop index refund_${name}_${by};`);
  }
}
