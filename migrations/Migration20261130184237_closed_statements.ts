/** Statements of a payment are read back after they are closed: each list has the index of its payment. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261130184237_closed_statements extends Migration {
  override up(): void {
    this.addSql(`create index "order_fact_correction_payment_id_index" on "order_fact_correction" ("payment_id");`);
    this.addSql(`create index "cancellation_statement_payment_id_index" on "cancellation_statement" ("payment_id");`);
  }

  override down(): void {
    this.addSql(`drop index "cancellation_statement_payment_id_index";`);
    this.addSql(`drop index "order_fact_correction_payment_id_index";`);
  }
}
