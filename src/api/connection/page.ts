/** The page of a list that is asked for, and the page that is given back. */
import "reflect-metadata";
import { ArgsType, Field, Int } from "type-graphql";
import { badInput } from "../bad-input.js";

/** As many as a screen has checkboxes for, and as `refundsRequest` takes at once. */
const MAX_PAGE = 100;

@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: `The number of entries from the start of the list or after \`after\`: 1 to ${MAX_PAGE}. Give exactly one of \`first\` and \`last\`.`,
  })
  first?: number;

  @Field(() => String, { nullable: true, description: "Only what comes after this cursor." })
  after?: string;

  @Field(() => Int, {
    nullable: true,
    description: `The number of entries from the end of the list or before \`before\`: 1 to ${MAX_PAGE}.`,
  })
  last?: number;

  @Field(() => String, { nullable: true, description: "Only what comes before this cursor." })
  before?: string;
}

/** A page as it is read: backwards from the end for `last`. */
export interface Page {
  size: number;
  backwards: boolean;
  after: string | null;
  before: string | null;
}

/** @throws BAD_USER_INPUT unless exactly one of `first` and `last` is given and it is 1 to 100. */
export function pageOf({ first, after, last, before }: PageArgs): Page {
  const size = first ?? last;
  if (
    size === undefined ||
    size === null ||
    (first !== undefined && first !== null && last !== undefined && last !== null)
  )
    throw badInput("arguments.page");
  if (size < 1 || size > MAX_PAGE) throw badInput("arguments.pageSize", { max: MAX_PAGE });
  return {
    size,
    backwards: size === last && (first === undefined || first === null),
    after: after ?? null,
    before: before ?? null,
  };
}

export interface Slice<Node> {
  edges: { cursor: string; node: Node }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

/** Cuts what was read (one row more than asked for, in reading order) to the page. */
export function sliced<Row, Node>(
  rows: readonly Row[],
  page: Page,
  { cursorOf, nodeOf }: { cursorOf: (row: Row) => string; nodeOf: (row: Row) => Node },
): Slice<Node> {
  const more = rows.length > page.size;
  const kept = rows.slice(0, page.size);
  if (page.backwards) kept.reverse();
  const edges = kept.map((row) => ({ cursor: cursorOf(row), node: nodeOf(row) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: page.backwards ? page.before !== null : more,
      hasPreviousPage: page.backwards ? more : page.after !== null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** Reading stopped before the page was full: it goes on from the last row that was looked at. */
export const goingOn = (pageInfo: Slice<unknown>["pageInfo"], { backwards }: Page, cursor: string) =>
  backwards
    ? { ...pageInfo, hasPreviousPage: true, startCursor: cursor }
    : { ...pageInfo, hasNextPage: true, endCursor: cursor };
