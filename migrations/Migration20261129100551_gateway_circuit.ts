/** How each gateway answers just now is known to all processes: while one does not, its work waits. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129100551_gateway_circuit extends Migration {
  override up(): void {
    this.addSql(
      `create table gateway_circuit (gateway text not null, call text not null, failures int not null, code text null, opened_at timestamptz(3) null, probe_at timestamptz(3) null, trial_refund_id uuid null, alarm_id uuid null, primary key (gateway, call));`,
    );
    this.addSql(
      `alter table gateway_circuit add constraint gateway_circuit_call check (call in ('LOOK_UP', 'CANCEL'));`,
    );
  }

  override down(): void {
    this.addSql(`drop table gateway_circuit;`);
  }
}
