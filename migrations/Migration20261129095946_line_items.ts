/** Order lines have the itemId and seq by which EBP cancels them; attempts have the id their gateway gave the request. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129095946_line_items extends Migration {
  override up(): void {
    this.addSql(`alter table order_line add item_id text null, add seq int null;`);
    this.addSql(`alter table order_line add constraint order_line_seq check (seq > 0);`);
    this.addSql(`alter table gateway_attempt add gateway_request_id text null;`);
    this.addSql(
      `update gateway_attempt set gateway_request_id = exchange #>> '{response,body,requestId}' where gateway = 'EBP';`,
    );
  }

  override down(): void {
    this.addSql(`alter table gateway_attempt drop column gateway_request_id;`);
    this.addSql(`alter table order_line drop column item_id, drop column seq;`);
  }
}
