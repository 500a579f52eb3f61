/** A booked cancellation keeps the kind and issuer of the instrument, the refunded discount, and what the gateway says is left. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129173825_cancellation_instruments extends Migration {
  override up(): void {
    this.addSql(
      `alter table booked_cancellation add refunded_discount bigint null, add left_refundable bigint null, add left_discount bigint null, add left_paid bigint null, add instrument_kind text null, add issuer text null;`,
    );
    this.addSql(
      `alter table booked_cancellation add constraint booked_cancellation_instrument_kind check (instrument_kind in ('CREDIT_CARD', 'DEBIT_CARD', 'PREPAID_CARD', 'BANK_ACCOUNT'));`,
    );
  }

  override down(): void {
    this.addSql(`alter table booked_cancellation drop constraint booked_cancellation_instrument_kind;`);
    this.addSql(
      `alter table booked_cancellation drop column refunded_discount, drop column left_refundable, drop column left_discount, drop column left_paid, drop column instrument_kind, drop column issuer;`,
    );
  }
}
