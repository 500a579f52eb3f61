/** The answer of a search. */
import { Field, ObjectType } from "type-graphql";
import { AuthorizedByType, Part } from "../authorized.js";
import { NodeType, type NodeTypename } from "../node/node.type.js";
import { SearchFieldEnum, type SearchField } from "./search.enums.js";

@Part()
@ObjectType("SearchHit", { description: "Something whose number or id was found.", simpleResolvers: true })
export class SearchHitType {
  @Field(() => SearchFieldEnum, { description: "The number or id that matched." })
  matched!: SearchField;

  @Field(() => String, { description: "The number or id in full." })
  value!: string;

  @Field(() => Boolean, { description: "True when it is the text itself; false when it only begins with it." })
  exact!: boolean;

  @AuthorizedByType()
  @Field(() => NodeType, {
    nullable: true,
    description: "The refund, return, order or payment that has it; null only with a top-level error beside it.",
  })
  node!: (NodeType & { __typename: NodeTypename }) | null;
}

@Part()
@ObjectType("SearchResult", { description: "Answer to `search`.", simpleResolvers: true })
export class SearchResultType {
  @Field(() => [SearchHitType], {
    // As many as `first` says, which the query itself is counted with.
    complexity: ({ childComplexity }) => 1 + childComplexity,
    description: "Matches in full first, then the first of each field in turn; empty when nothing was found.",
  })
  hits!: SearchHitType[];

  @Field(() => Boolean, { description: "True when more was found than is shown: say more of the number." })
  hasMore!: boolean;

  @Field(() => [SearchFieldEnum], {
    description: "Fields that were looked through: those whose owners you may read.",
  })
  searched!: SearchField[];
}
