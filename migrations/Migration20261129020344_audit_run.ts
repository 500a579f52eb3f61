import { Migration } from "@mikro-orm/migrations";

/** One row for each nightly audit, with the number of the checkpoint it took: so a checkpoint that is taken away is missed. */
export class Migration20261129020344_audit_run extends Migration {
  override name = "Migration20261129020344_audit_run";

  override up(): void {
    this.addSql(
      `create table "audit_run" ("day" date not null, "fence" int not null, "lease_until" timestamptz null, "due_at" timestamptz(3) null, "started_at" timestamptz(3) not null, "finished_at" timestamptz(3) null, "findings" int null, "checkpoint" int null, primary key ("day"));`,
    );
    this.addSql(`create index audit_run_due on audit_run (due_at) where finished_at is null;`);
  }

  override down(): void {
    this.addSql(`drop table "audit_run";`);
  }
}
