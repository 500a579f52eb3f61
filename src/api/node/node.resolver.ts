/** `node` and `nodes`: whatever an id is of, read as its own query would read it. */
import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import { AuthorizedByType } from "../authorized.js";
import { badInput, requireId } from "../bad-input.js";
import { joined, read, sql, trusted } from "../connection/statement.js";
import type { Context } from "../context.js";
import { loadNode, type Node } from "./load-node.js";
import { NODE_TABLES, NodeType, type NodeTypename } from "./node.type.js";

/** One page of a list, as everywhere. */
const MAX_IDS = 100;

@Resolver()
export class NodeResolver {
  @AuthorizedByType()
  @Query(() => NodeType, {
    nullable: true,
    description:
      "Whatever has this id; null when nothing has. Errors: BAD_USER_INPUT for something that is no id, FORBIDDEN where you may not read what it is.",
  })
  async node(
    @Arg("id", () => ID, { description: "The id to look up." }) id: string,
    @Ctx() ctx: Context,
  ): Promise<Node | null> {
    const [node] = await readNodes(ctx, [requireId(id)]);
    return node ?? null;
  }

  @AuthorizedByType()
  @Query(() => [NodeType], {
    nullable: "items",
    complexity: ({ args, childComplexity }) => 1 + (args.ids as string[]).length * childComplexity,
    description:
      "Whatever has each of these ids, in their order; null for one that nothing has. Errors: BAD_USER_INPUT for something that is no id or more than 100, FORBIDDEN for each you may not read, which is null.",
  })
  nodes(
    @Arg("ids", () => [ID], { description: "The ids to look up, at most 100." }) ids: string[],
    @Ctx() ctx: Context,
  ): Promise<(Node | null)[]> {
    if (ids.length > MAX_IDS) throw badInput("arguments.tooManyValues", { what: "ids", max: MAX_IDS });
    return readNodes(
      ctx,
      ids.map((id) => requireId(id, "ids")),
    );
  }
}

/** In the order of the ids, each by its type's loader. */
async function readNodes({ em, loaders }: Context, ids: readonly string[]): Promise<(Node | null)[]> {
  const typenames = await typenamesOf(em, ids);
  const nodeOf = (id: string, typename: NodeTypename | undefined) => typename && loadNode(loaders, typename, id);
  return Promise.all(ids.map(async (id) => (await nodeOf(id, typenames.get(id))) ?? null));
}

/** One look at each table's primary key. */
async function typenamesOf(em: Context["em"], ids: readonly string[]): Promise<Map<string, NodeTypename>> {
  const looks = Object.entries(NODE_TABLES).map(
    ([typename, table]) =>
      sql`select id, ${typename}::text as typename from ${trusted(table)} where id = any(${[...ids]}::uuid[])`,
  );
  const rows = await read<{ id: string; typename: NodeTypename }>(em, joined(looks, " union all "));
  return new Map(rows.map(({ id, typename }) => [id, typename]));
}
