/** The lists of payments and of booked cancellations, in the order of each, also by gateway, cause and dispute. */
import { Migration } from "@mikro-orm/migrations";

const INDEXES: readonly [name: string, on: string][] = [
  ["payment_disputed", "payment (gateway, paid_at, id) where disputed"],
  ["payment_gateway_paid_at_id_index", "payment (gateway, paid_at, id)"],
  ["payment_paid_at_id_index", "payment (paid_at, id)"],
  ["booked_cancellation_gateway_cause_booked_at_id_index", "booked_cancellation (gateway, cause, booked_at, id)"],
  ["booked_cancellation_booked_at_id_index", "booked_cancellation (booked_at, id)"],
];

export class Migration20261130024113_payment_lists extends Migration {
  override up(): void {
    for (const [name, on] of INDEXES) this.addSql(`create index ${name} on ${on};`);
  }

  override down(): void {
    for (const [name] of INDEXES) this.addSql(`drop index ${name};`);
  }
}
