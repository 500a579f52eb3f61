/** The access record (개인정보 접속기록): who looked at whose personal data. Append-only and hash-chained; months that may go are dropped whole. */
import { PrimaryKeyProp } from "@mikro-orm/core";
import { Check, Entity, Index, PrimaryKey, Property, Unique } from "@mikro-orm/decorators/legacy";
import { moment } from "../database/columns.js";
import type { PersonalDataField } from "./fields.js";

const ACCESS_ACTIONS = [
  /** Clear values were shown to a person. */
  "REVEAL",
  /** Clear values were asked for once more than one person may in an hour, and not shown. */
  "REVEAL_REFUSED",
  /** Rows were looked for by a clear value. */
  "SEARCH",
] as const;
export type AccessAction = (typeof ACCESS_ACTIONS)[number];

/** Partitioned by Korean month of `at`. */
@Entity({ tableName: "personal_data_access" })
@Unique({ properties: ["sequence", "at"] })
@Check({ name: "personal_data_access_counts", expression: "sequence > 0 and record_count >= 0" })
@Index({ properties: ["at", "id"] })
@Index({ properties: ["actorKey", "at", "id"] })
@Index({ properties: ["action", "at", "id"] })
@Index({
  name: "personal_data_access_refund",
  expression: `create index personal_data_access_refund on personal_data_access (refund_id, at, id) where refund_id is not null`,
})
@Index({
  name: "personal_data_access_order",
  expression: `create index personal_data_access_order on personal_data_access (order_id, at, id) where order_id is not null`,
})
export class PersonalDataAccess {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  @PrimaryKey(moment())
  at!: Date;

  /** Counts all accesses without a gap, from 1. */
  @Property({ type: "bigint" })
  sequence!: string;

  /** Subject of the person. */
  @Property({ type: "text" })
  actor!: string;

  /** `personKey` of the subject. */
  @Property({ type: "text" })
  actorKey!: string;

  /** Network address the request came from, behind the trusted proxies. */
  @Property({ type: "text" })
  clientAddress!: string;

  @Property({ type: "text" })
  action!: AccessAction;

  /** Guarded kinds of data that were shown, or searched by. */
  @Property({ type: "jsonb" })
  fields!: PersonalDataField[];

  /** Whose data: the refund, and its order. */
  @Property({ type: "uuid", nullable: true })
  refundId!: string | null;

  @Property({ type: "uuid", nullable: true })
  orderId!: string | null;

  /** Number of orders or refunds whose data was shown or found. */
  @Property({ type: "integer" })
  recordCount!: number;

  /** The reason chosen from the list. */
  @Property({ type: "text", nullable: true })
  reasonCode!: string | null;

  /** The reason in words, encrypted. */
  @Property({ type: "text", nullable: true })
  reasonSealed!: string | null;

  /** The clear value that was searched by, encrypted. */
  @Property({ type: "text", nullable: true })
  soughtSealed!: string | null;

  /** Keyed digest of both texts: sealed under another key, or erased, they leave the chain as it is. */
  @Property({ type: "text" })
  textsDigest!: string;

  @Property({ type: "text" })
  previousHash!: string;

  @Property({ type: "text" })
  hash!: string;

  [PrimaryKeyProp]?: ["id", "at"];
}

/** The end of the chain, in one row: whoever appends holds it. */
@Entity({ tableName: "personal_data_access_head" })
@Check({ name: "personal_data_access_head_one", expression: "id = 1" })
export class PersonalDataAccessHead {
  @PrimaryKey({ type: "smallint", autoincrement: false })
  id!: number;

  @Property({ type: "bigint" })
  sequence!: string;

  @Property({ type: "text" })
  hash!: string;
}

/** A month that was dropped because its accesses need not be stored any longer: where the chain goes on. */
@Entity({ tableName: "personal_data_access_removal" })
export class PersonalDataAccessRemoval {
  /** The first day of the Korean month. */
  @PrimaryKey({ type: "date" })
  month!: string;

  /** Of the last access in it. */
  @Property({ type: "bigint" })
  lastSequence!: string;

  @Property({ type: "text" })
  lastHash!: string;

  @Property({ type: "integer" })
  accesses!: number;

  @Property(moment())
  removedAt!: Date;
}

/** A privacy officer's word that a month's accesses were reviewed. */
@Entity({ tableName: "personal_data_access_review" })
export class PersonalDataAccessReview {
  /** The first day of the Korean month. */
  @PrimaryKey({ type: "date" })
  month!: string;

  /** Subject of the officer. */
  @Property({ type: "text" })
  confirmedBy!: string;

  @Property(moment())
  confirmedAt!: Date;

  /** Accesses the month had. */
  @Property({ type: "integer" })
  accesses!: number;

  /** The officer's result, encrypted. */
  @Property({ type: "text" })
  findingsSealed!: string;
}
