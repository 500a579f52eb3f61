/** The GraphQL side of a page: edges, page information, total count; one connection type per kind of node. */
import { Field, Int, ObjectType, type ClassType } from "type-graphql";
import type { Permission } from "../../access/permission.js";
import { Authorized, Part } from "../authorized.js";
import { enumeration } from "../enumeration.js";

/** Counting stops here: nobody reads further, and an exact count of a million rows costs a second. */
export const COUNTED_EXACTLY = 10_000;

const CountPrecision = enumeration("CountPrecision", "The precision of a count: whether every entry was counted.", {
  EXACT: "Exactly this many: every entry was counted.",
  AT_LEAST: `This many or more: counting stopped at ${COUNTED_EXACTLY}.`,
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
  @Field(() => Boolean, { description: "True when entries follow this page." })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: "True when entries come before this page." })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: "Cursor of the first entry; null when the page is empty." })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: "Cursor of the last entry; null when the page is empty." })
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
