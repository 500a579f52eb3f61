/** A return says who is at fault; its refunds carry a copy, so that a list of them is read by an index. */
import { Migration } from "@mikro-orm/migrations";

const PARTIES = "at_fault in ('CUSTOMER', 'SELLER', 'CARRIER')";

export class Migration20261129141000_fault_party extends Migration {
  override up(): void {
    for (const table of ["collected_return", "refund"]) {
      this.addSql(`alter table ${table} add at_fault text null;`);
      this.addSql(`alter table ${table} add constraint ${table}_at_fault check (${PARTIES});`);
    }
    this.addSql(`create index refund_at_fault_created_at_id_index on refund (at_fault, created_at, id);`);
  }

  override down(): void {
    for (const table of ["collected_return", "refund"]) this.addSql(`alter table ${table} drop column at_fault;`);
  }
}
