import { Migration } from "@mikro-orm/migrations";

/** Callers of idempotency keys are compared without case: keys kept under another case of a subject stay found. */
export class Migration20261128174800_callers extends Migration {
  override name = "Migration20261128174800_callers";

  override up(): void {
    this.addSql(`update idempotency_key kept set caller = lower(caller)
      where caller <> lower(caller) and not exists (
        select 1 from idempotency_key other where other.ctid <> kept.ctid
          and lower(other.caller) = lower(kept.caller) and other.key = kept.key and other.item = kept.item);`);
  }

  /** Which case a caller had is not kept; a lower-cased one is found by every release that folds. */
  override down(): void {}
}
