/** The table that `rate-limiter-flexible` counts in, where several processes share their limits. Its columns are the package's. */
import { BigIntType } from "@mikro-orm/core";
import { Entity, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";

export const TABLE = "rate_limit_count";

@Entity({ tableName: TABLE })
export class RateLimitCount {
  /** The limit's name and a keyed digest of the caller. */
  @PrimaryKey({ columnType: "varchar(255)" })
  key!: string;

  @Property({ columnType: "int", default: 0 })
  points!: number;

  /** End of the window, in milliseconds since 1970. */
  @Property({ type: new BigIntType("number"), nullable: true })
  expire!: number | null;
}
