/** Figures of days and times once more under one dimension of the payment alone, and an index that has everything of overdue refunds. */
import { Migration } from "@mikro-orm/migrations";

const FIGURES = ["CREATED", "COMPLETED", "REVERSED", "FAILED", "CANCELLED", "TOOK", "TOOK_IN_MONTH"];
const DIMENSIONS = ["gateway", "provider", "method"];
const LISTED = FIGURES.map((figure) => `'${figure}'`).join(", ");

export class Migration20261201050000_figures_by_one extends Migration {
  override name = "Migration20261201050000_figures_by_one";

  override up(): void {
    this.addSql(`set local statement_timeout = 0;`);
    // Nobody folds meanwhile: what is folded later is summed by the fold.
    this.addSql(`lock table figure_day in share row exclusive mode;`);
    for (const kept of DIMENSIONS)
      this
        .addSql(`insert into figure_day (figure, day, state, cause, paid_by, ${kept}, ${others(kept)}, currency, hours, person, refunds, amount)
        select figure || '_BY_${kept.toUpperCase()}', day, '', '', paid_by, ${kept}, '', '', currency, hours, person, sum(refunds), sum(amount)
        from figure_day where figure in (${LISTED}) group by figure, day, paid_by, ${kept}, currency, hours, person
        having sum(refunds) <> 0 or sum(amount) <> 0;`);
    this.addSql(
      `create index refund_open_due on refund (due_on) include (amount_total, gateway, provider, method, refusal_cause, payment_id, order_id) where (status in ('RETURN_COLLECTED', 'REFUND_REQUESTED', 'ACCEPTED')) is true;`,
    );
    this.addSql(`create index orders_not_in_won on orders (id, currency) where currency <> 'KRW';`);
  }

  override down(): void {
    this.addSql(`drop index orders_not_in_won;`);
    this.addSql(`drop index refund_open_due;`);
    for (const dimension of DIMENSIONS)
      this.addSql(
        `delete from figure_day where figure in (${FIGURES.map((figure) => `'${figure}_BY_${dimension.toUpperCase()}'`).join(", ")});`,
      );
  }
}

const others = (kept: string): string => DIMENSIONS.filter((dimension) => dimension !== kept).join(", ");
