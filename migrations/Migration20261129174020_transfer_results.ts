/** The result of a bank transfer: its day and the bank's number of it, or why it failed. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129174020_transfer_results extends Migration {
  override up(): void {
    this.addSql(
      `alter table refund add transferred_on date null, add bank_reference text null, add transfer_failure_cause text null;`,
    );
    this.addSql(
      `alter table refund add constraint refund_transferred check (num_nonnulls(transferred_on, bank_reference) = 0 or (processing_result = 'SUCCEEDED' and transferred_on is not null));`,
    );
    this.addSql(
      `alter table refund add constraint refund_transfer_failure_cause check (transfer_failure_cause is null or processing_result = 'FAILED');`,
    );
  }

  override down(): void {
    this.addSql(
      `alter table refund drop constraint refund_transferred, drop constraint refund_transfer_failure_cause;`,
    );
    this.addSql(
      `alter table refund drop column transferred_on, drop column bank_reference, drop column transfer_failure_cause;`,
    );
  }
}
