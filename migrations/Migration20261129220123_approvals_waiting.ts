/** Since when a refund waits for a second person, and the indexes of everything that waits for one. */
import { Migration } from "@mikro-orm/migrations";

const WAITING = `('refundRequested.awaitingApproval', 'accepted.awaitingApproval')`;

export class Migration20261129220123_approvals_waiting extends Migration {
  override up(): void {
    this.addSql(`alter table refund add approval_requested_at timestamptz(3) null;`);
    // The step that led into the state it waits in; notes about a refund that waits already lead from that state to itself.
    this.addSql(`update refund set approval_requested_at = coalesce((
      select h.at from refund_history h where h.refund_id = refund.id and h.to_state = refund.state and h.from_state is distinct from h.to_state
      order by h.sequence desc limit 1), changed_at) where state in ${WAITING};`);
    // It is not 미처리 while nobody may pay it yet.
    this.addSql(`update refund set processing_result = null where state = 'accepted.awaitingApproval';`);
    this.addSql(
      `alter table refund add constraint refund_approval_requested check ((approval_requested_at is not null) = (state in ${WAITING}));`,
    );
    this.addSql(
      `create index refund_awaiting_approval on refund (status, approval_requested_at, id) where approval_requested_at is not null;`,
    );
    this.addSql(`create index refund_accepted_created on refund (state, created_at, id) where status = 'ACCEPTED';`);
    this.addSql(`create index refund_accepted_due on refund (state, due_on, id) where status = 'ACCEPTED';`);
    this.addSql(`create index refund_approved_created on refund (created_at, id) where approved_by is not null;`);
    this.addSql(`create index refund_approved_due on refund (due_on, id) where approved_by is not null;`);
    this.addSql(`create index refund_statement_open on refund_statement (stated_at, id) where closed_at is null;`);
    this.addSql(
      `create index cancellation_statement_open on cancellation_statement (stated_at, id) where closed_at is null;`,
    );
    this.addSql(
      `create index order_fact_correction_open on order_fact_correction (proposed_at, id) where closed_at is null;`,
    );
  }

  override down(): void {
    this.addSql(`drop index order_fact_correction_open;`);
    this.addSql(`drop index cancellation_statement_open;`);
    this.addSql(`drop index refund_statement_open;`);
    this.addSql(`drop index refund_approved_due;`);
    this.addSql(`drop index refund_approved_created;`);
    this.addSql(`drop index refund_accepted_due;`);
    this.addSql(`drop index refund_accepted_created;`);
    this.addSql(`drop index refund_awaiting_approval;`);
    this.addSql(`alter table refund drop constraint refund_approval_requested;`);
    this.addSql(`alter table refund drop column approval_requested_at;`);
    this.addSql(`update refund set processing_result = 'UNPROCESSED' where state = 'accepted.awaitingApproval';`);
  }
}
