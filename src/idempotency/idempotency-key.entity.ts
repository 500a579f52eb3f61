/** The ledger of keys: which answer a caller's key was given, for ever. */
import { PrimaryKeyProp } from "@mikro-orm/core";
import { Entity, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import { moment } from "../database/columns.js";

@Entity({ tableName: "idempotency_key" })
export class IdempotencyKey {
  /** Subject of the token: two callers may use the same key. */
  @PrimaryKey({ type: "text" })
  caller!: string;

  @PrimaryKey({ type: "text" })
  key!: string;

  /** The refund of a bulk this row is about; empty for the request as a whole. */
  @PrimaryKey({ type: "text" })
  item!: string;

  @Property({ type: "text" })
  operation!: string;

  /** SHA-256 of the input without the key. */
  @Property({ type: "text" })
  inputHash!: string;

  /** The answer: ids or a problem, no personal data. Null in the head row of a bulk. */
  @Property({ type: "jsonb", nullable: true })
  answer!: unknown;

  @Property(moment())
  at!: Date;

  [PrimaryKeyProp]?: ["caller", "key", "item"];
}
