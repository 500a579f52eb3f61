/** Numbers and the gateways' own ids by their first letters, whatever the collation of the database. */
import { Migration } from "@mikro-orm/migrations";

const INDEXES: readonly [name: string, on: string][] = [
  ["orders_search_no", "orders (order_no text_pattern_ops, id)"],
  ["collected_return_search_no", "collected_return (return_no text_pattern_ops, id)"],
  ["refund_search_no", "refund (refund_no text_pattern_ops, id)"],
  ["payment_search_no", "payment (payment_no text_pattern_ops, id)"],
  ["payment_search_gateway_id", "payment (gateway_payment_id text_pattern_ops, id)"],
  [
    "gateway_attempt_search_cancellation",
    "gateway_attempt (gateway_cancellation_id text_pattern_ops, id) where gateway_cancellation_id is not null",
  ],
  [
    "gateway_attempt_search_request",
    "gateway_attempt (gateway_request_id text_pattern_ops, id) where gateway_request_id is not null",
  ],
  ["booked_cancellation_search_id", "booked_cancellation (gateway_cancellation_id text_pattern_ops, id)"],
  [
    "booked_cancellation_search_provider",
    "booked_cancellation (provider_cancellation_id text_pattern_ops, id) where provider_cancellation_id is not null",
  ],
];

export class Migration20261130021245_search extends Migration {
  override up(): void {
    for (const [name, on] of INDEXES) this.addSql(`create index ${name} on ${on};`);
  }

  override down(): void {
    for (const [name] of INDEXES) this.addSql(`drop index ${name};`);
  }
}
