/** The GraphQL side of a page: edges, page information, total count; one connection type per kind of node. */
import { Field, Int, ObjectType, type ClassType } from "type-graphql";
import type { Permission } from "../../access/permission.js";
import { Authorized, Part } from "../authorized.js";
import { enumeration } from "../enumeration.js";

/** Counting stops here: nobody reads further, and an exact count of a million rows costs a second. */
export const COUNTED_EXACTLY = 10_000;
/** Rows a page or a count looks through at most, for what no index says: read in some 20 ms. */
export const LOOKED_THROUGH = 10_000;

const CountPrecision = enumeration("CountPrecision", "The precision of a count: whether every entry was counted.", {
  EXACT: "Exactly this many: every entry was counted.",
  AT_LEAST: `This many or more: counting stopped at ${COUNTED_EXACTLY}, or after it looked through as many rows for a filter that no index serves alone.`,
});

@Part()
@ObjectType({ description: `The number of entries of a list. Exact up to ${COUNTED_EXACTLY}.`, simpleResolvers: true })
export class TotalCount {
  @Field(() => Int, { description: `The count; ${COUNTED_EXACTLY} when there are more.` })
  count!: number;

  @Field(() => CountPrecision, { description: "The precision of the count." })
  precision!: "EXACT" | "AT_LEAST";
}

/** @param counted how many were found of at most one more than are counted exactly. */
export const totalOf = (counted: number): TotalCount => ({
  count: Math.min(counted, COUNTED_EXACTLY),
  precision: counted > COUNTED_EXACTLY ? "AT_LEAST" : "EXACT",
});

@Part()
@ObjectType({ description: "The position of a page in its list.", simpleResolvers: true })
export class PageInfo {
  @Field(() => Boolean, {
    description: `True when entries follow this page, or may follow: of several filters that each match many rows, or one that the order does not serve, a page looks through ${LOOKED_THROUGH} rows at most, and may show fewer entries than were asked for, or none. Go on from \`endCursor\`.`,
  })
  hasNextPage!: boolean;

  @Field(() => Boolean, {
    description:
      "True when entries come before this page, or may come, as for `hasNextPage`: go on from `startCursor`.",
  })
  hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: "Cursor of the first entry, or of where looking stopped; null when neither is there.",
  })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Cursor of the last entry, or of where looking stopped; null when neither is there.",
  })
  endCursor!: string | null;
}

export interface Connection<Node> {
  edges: { cursor: string; node: Node }[];
  pageInfo: PageInfo;
  /** Asked only when it is selected. */
  totalCount(): Promise<TotalCount>;
}

/** Registers `<name>Edge` and `<name>Connection`. `of`: what the entries are, for the descriptions. */
export function connectionType(name: string, node: ClassType<object>, permission: Permission, of: string) {
  @Authorized(permission)
  @ObjectType(`${name}Edge`, { description: `One of ${of}, with its cursor in the list.`, simpleResolvers: true })
  class Edge {
    @Field(() => String, { description: "The cursor of the entry; opaque, valid for the same list and `orderBy`." })
    cursor!: string;

    @Field(() => node, { description: "The entry itself, as the list shows it." })
    node!: object;
  }

  @Authorized(permission)
  @ObjectType(`${name}Connection`, { description: `A page of ${of}.`, simpleResolvers: true })
  class ConnectionOf {
    @Field(() => [Edge], { description: "The entries of this page, in the list's order." })
    edges!: Edge[];

    @Field(() => PageInfo, { description: "The position of this page." })
    pageInfo!: PageInfo;

    @Field(() => TotalCount, { description: "The number of entries in the whole list; counted only when asked for." })
    totalCount!: TotalCount;
  }
  return ConnectionOf;
}
