/** Saved views in the API. */
import { GraphQLJSONObject } from "graphql-scalars";
import { Field, ID, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import type { ViewedList } from "../../saved-views/saved-view.entity.js";
import { Authorized } from "../authorized.js";
import { columns, derived, flag, instant, text } from "../connection/columns.js";
import { connectionType } from "../connection/connection.type.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { ViewedListEnum } from "./saved-view.enums.js";

@Authorized(Permission.SavedViewUse)
@ObjectType("SavedView", {
  description:
    "A saved view (저장한 조건): the filter and the order of a list under a name. It holds no rows and opens nothing: who asks the list with it sees what they may see.",
  simpleResolvers: true,
})
export class SavedViewType {
  @Field(() => ID, { description: "The opaque id of the view (식별자)." })
  id!: string;

  @Field(() => ViewedListEnum, { description: "The list it belongs to (목록)." })
  list!: ViewedList;

  @Field(() => String, { description: "The name its owner gave it (이름)." })
  name!: string;

  @Field(() => GraphQLJSONObject, {
    description: "Arguments of the list's query, to be passed on as they are: `where`, `orderBy`.",
  })
  arguments!: Record<string, unknown>;

  @Field(() => Boolean, { description: "True where everybody sees it (공유)." })
  shared!: boolean;

  @Field(() => DateTimeScalar, { description: "When it was first saved (저장일시)." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: "When it was saved last (변경일시)." })
  changedAt!: Date;

  /** Subject. */
  ownedBy!: string;
}

export const SavedViewConnection = connectionType("SavedView", SavedViewType, Permission.SavedViewUse, "saved views");

export const SAVED_VIEW_COLUMNS = columns<SavedViewType>({
  id: text("id"),
  list: text("list"),
  name: text("name"),
  arguments: derived(["arguments"], (row: { arguments: Record<string, unknown> }) => row.arguments),
  shared: flag("shared"),
  createdAt: instant("created_at"),
  changedAt: instant("changed_at"),
  ownedBy: text("owner"),
});
