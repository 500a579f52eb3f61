/** A yes or no about the gateway's answer becomes what it claims of the money; open attempts are read with the more careful eye. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129064500_gateway_claims extends Migration {
  override up(): void {
    this.addSql(`alter table gateway_attempt add claim text not null default 'NOTHING';`);
    this.addSql(`alter table gateway_attempt alter column claim drop default;`);
    this.addSql(`update gateway_attempt set claim = 'STATE_DIFFERS' where answered_no;`);
    this.addSql(
      `update gateway_attempt set claim = 'DONE_ALREADY'
       where answered_no and code in ('PAYMENT_ALREADY_CANCELLED', 'REFUND_ALREADY_REFUNDED', 'BNPL_ALREADY_COMPLETED_REFUND');`,
    );
    // What i'mport or a provider behind PortOne said to an attempt that is still open was never read: nobody knows what it is worth.
    this.addSql(
      `update gateway_attempt set claim = 'PERHAPS_DONE' where status = 'UNKNOWN'
       and ((answered_no and gateway = 'IAMPORT_V1') or code like 'PG\\_PROVIDER:%' or code = 'ACCEPTED_WITHOUT_TRACE');`,
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

  /** The older release has no name for a claimed effect: it reads such an attempt as one that was never answered. */
  override down(): void {
    this.addSql(`alter table gateway_attempt add answered_no boolean not null default false;`);
    this.addSql(`alter table gateway_attempt alter column answered_no drop default;`);
    this.addSql(`update gateway_attempt set answered_no = true where claim = 'STATE_DIFFERS';`);
    this.addSql(`alter table gateway_attempt drop column claim;`);
  }
}
