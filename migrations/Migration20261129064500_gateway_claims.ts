/** A yes or no about the gateway's answer becomes what it claims of the money; open attempts are read with the more careful eye. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129064500_gateway_claims extends Migration {
  override up(): void {
    this.addSql(`alter table gateway_attempt add claim text not null default 'NOTHING';`);
    this.addSql(`alter table gateway_attempt alter column claim drop default;`);
    // What i'mport or a provider behind PortOne said to an attempt that is still open was never read: nobody knows what it is worth.
    this.addSql(
      `update gateway_attempt set claim = case
         when status = 'UNKNOWN' and ((answered_no and gateway = 'IAMPORT_V1')
           or code like 'PG\\_PROVIDER:%' or code = 'ACCEPTED_WITHOUT_TRACE') then 'PERHAPS_DONE'
         when code in ('PAYMENT_ALREADY_CANCELLED', 'REFUND_ALREADY_REFUNDED', 'BNPL_ALREADY_COMPLETED_REFUND')
           and answered_no then 'DONE_ALREADY'
         else 'STATE_DIFFERS' end
       where answered_no or status = 'UNKNOWN' and (code like 'PG\\_PROVIDER:%' or code = 'ACCEPTED_WITHOUT_TRACE');`,
    );
    this.addSql(
      `update refund r set gateway_message = a.message from gateway_attempt a
       where a.refund_id = r.id and a.status = 'UNKNOWN' and a.claim in ('DONE_ALREADY', 'PERHAPS_DONE');`,
    );
    this.addSql(
      `alter table gateway_attempt add constraint gateway_attempt_claim check (claim in ('NOTHING', 'STATE_DIFFERS', 'DONE_ALREADY', 'PERHAPS_DONE'));`,
    );
    this.addSql(`alter table gateway_attempt drop column answered_no;`);
  }

  /** The older release sends nothing again, and waits for two people, only where something accepted left no trace: so it is called. */
  override down(): void {
    this.addSql(`alter table gateway_attempt add answered_no boolean not null default false;`);
    this.addSql(`alter table gateway_attempt alter column answered_no drop default;`);
    this.addSql(`update gateway_attempt set answered_no = true where claim = 'STATE_DIFFERS';`);
    this.addSql(
      `update gateway_attempt set code = 'ACCEPTED_WITHOUT_TRACE' where status = 'UNKNOWN' and claim in ('DONE_ALREADY', 'PERHAPS_DONE');`,
    );
    this.addSql(`alter table gateway_attempt drop column claim;`);
  }
}
