/** Refunds without a return: each refund says itself since when it is owed, and figures count from there. */
import { Migration } from "@mikro-orm/migrations";

const REASONS = [
  "FREE_OF_CHARGE",
  "ALREADY_CLAIMED",
  "DEDUCTED",
  "NOT_OWED",
  "CHARGED_BACK",
  "NEVER_CAPTURED",
  "CANCELLED_AT_GATEWAY",
];
const COUNTING = ["count_new_refunds", "count_changed_refunds", "count_corrected_payment"];
const JOINED = "join collected_return on collected_return.id = r.return_id";
const COLLECTED = "collected_return.collected_at";

export class Migration20261130224000_manual_refunds extends Migration {
  override name = "Migration20261130224000_manual_refunds";

  override up(): void {
    this.addSql(`set local statement_timeout = 0;`);
    this.addSql(`alter table refund add owed_since timestamptz(3);`);
    // It changes no figure, and a million rows would be compared with themselves.
    this.addSql(`alter table refund disable trigger refund_figures_changed;`);
    this.addSql(
      `update refund set owed_since = collected_at from collected_return where collected_return.id = return_id;`,
    );
    this.addSql(`alter table refund enable trigger refund_figures_changed;`);
    this.addSql(`alter table refund alter column owed_since set not null;`);
    this.addSql(`alter table refund alter column return_id drop not null;`);
    this.reasons([...REASONS, "REFUNDED_BY_HAND"]);
    this.rewrite([
      [JOINED, ""],
      [COLLECTED, "r.owed_since"],
    ]);
  }

  /** Refused by the database while refunds without a return are stored: what was paid by hand would have no debt. */
  override down(): void {
    this.addSql(`alter table refund alter column return_id set not null;`);
    this.rewrite([
      ["join orders on orders.id = r.order_id\n  \n", `join orders on orders.id = r.order_id\n  ${JOINED}\n`],
      ["r.owed_since", COLLECTED],
    ]);
    this.addSql(`alter table refund drop column owed_since;`);
    this.reasons(REASONS);
  }

  private reasons(reasons: readonly string[]): void {
    this.addSql(`alter table collected_return drop constraint collected_return_no_refund_reason;`);
    this.addSql(
      `alter table collected_return add constraint collected_return_no_refund_reason check (no_refund_reason in (${reasons.map((reason) => `'${reason}'`).join(", ")}));`,
    );
  }

  /** The functions that count figures, with texts replaced wherever they stand. */
  private rewrite(replacements: readonly (readonly [from: string, to: string])[]): void {
    const definition = replacements.reduce(
      (text, [from, to]) => `replace(${text}, ${literal(from)}, ${literal(to)})`,
      "pg_get_functiondef(p.oid)",
    );
    this.addSql(`do $do$ declare f record; begin
      for f in select ${definition} as definition from pg_proc p
        where p.pronamespace = current_schema()::regnamespace and p.proname in (${COUNTING.map(literal).join(", ")})
      loop execute f.definition; end loop;
    end $do$;`);
  }
}

const literal = (text: string): string => `E'${text.replaceAll("'", "''").replaceAll("\n", "\\n")}'`;
