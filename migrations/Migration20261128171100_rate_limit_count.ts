import { Migration } from "@mikro-orm/migrations";

/**
 * Counts of rate limits that several processes share. Unlogged: they are worth nothing after a minute, so they cost no WAL and
 * stand in no backup; a crash of the server empties them.
 */
export class Migration20261128171100_rate_limit_count extends Migration {
  override name = "Migration20261128171100_rate_limit_count";

  override up(): void {
    this.addSql(
      `create unlogged table "rate_limit_count" ("key" varchar(255) not null, "points" int not null default 0, "expire" bigint null, primary key ("key"));`,
    );
  }

  override down(): void {
    this.addSql(`drop table "rate_limit_count";`);
  }
}
