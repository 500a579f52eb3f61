/** One search over all numbers and ids that people have in front of them. */
import { Arg, Ctx, Int, Query, Resolver } from "type-graphql";
import { may } from "../../access/principal.js";
import { Permission } from "../../access/permission.js";
import { Authorized } from "../authorized.js";
import { badInput, hasUnseen, isStorable, MAX_KEY_LENGTH } from "../bad-input.js";
import { read } from "../connection/statement.js";
import type { Context } from "../context.js";
import { loadNode } from "../node/load-node.js";
import { ranked, searchStatement, sourcesFor, type Found } from "./search.rows.js";
import { SearchResultType } from "./search.type.js";

/** Fewer letters find everything. */
const MIN_CHARACTERS = 3;
const MAX_HITS = 50;

@Resolver()
export class SearchResolver {
  @Authorized(Permission.RefundRead)
  @Query(() => SearchResultType, {
    description:
      "Refunds, returns, orders and payments by the beginning of a number or of a gateway's own id (통합 검색). What you may not read is not looked through (`searched`), and no personal data is. Errors: BAD_USER_INPUT for a text that is too short or too long or has characters that cannot be seen.",
  })
  async search(
    @Arg("text", () => String, {
      description: `The beginning of a number or id, or all of it: ${MIN_CHARACTERS} to ${MAX_KEY_LENGTH} characters; blanks around it are left out. Letters are compared as they are, of a refund number in either case.`,
    })
    text: string,
    @Arg("first", () => Int, { defaultValue: 20, description: `The most hits to show: 1 to ${MAX_HITS}.` })
    first: number,
    @Ctx() ctx: Context,
  ): Promise<SearchResultType> {
    const wanted = wantedIn(text);
    if (first < 1 || first > MAX_HITS) throw badInput("arguments.range", { what: "first", min: 1, max: MAX_HITS });
    const { principal } = ctx;
    const sources = sourcesFor((permission) => principal !== null && may(principal, permission));
    const statement = searchStatement(sources, wanted, first + 1);
    const { shown, hasMore } = ranked(statement ? await read<Found>(ctx.em, statement) : [], first);
    const hits = shown.map(async ({ field, typename, node, value, exact }) => ({
      matched: field,
      value,
      exact,
      node: await loadNode(ctx.loaders, typename, node),
    }));
    return {
      hits: await Promise.all(hits),
      hasMore,
      searched: [...new Set(sources.map(({ field }) => field))],
    };
  }
}

/** @throws BAD_USER_INPUT */
function wantedIn(text: string): string {
  // Copied from a page or a sheet, it has blanks and ends of lines around it.
  const wanted = text.trim().normalize("NFC");
  if (!isStorable(wanted) || hasUnseen(wanted)) throw badInput("arguments.unseen", { what: "text" });
  const { length } = Array.from(wanted);
  if (length < MIN_CHARACTERS || wanted.length > MAX_KEY_LENGTH) {
    throw badInput("arguments.searchLength", { min: MIN_CHARACTERS, max: MAX_KEY_LENGTH });
  }
  return wanted;
}
