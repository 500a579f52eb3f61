/** The saved views a person sees: their own, and those that others share. */
import type { ViewedList } from "../../saved-views/saved-view.entity.js";
import type { ListOf } from "../connection/list.js";
import type { Page } from "../connection/page.js";
import { sql, TRUE } from "../connection/statement.js";
import { SAVED_VIEW_COLUMNS } from "./saved-view.type.js";

export const savedViewList = (personKey: string, list: ViewedList | null, page: Page): ListOf => ({
  table: "saved_view",
  columns: SAVED_VIEW_COLUMNS.selectList,
  condition: list === null ? TRUE : sql`list = ${list}::text`,
  branches: [sql`owner_key = ${personKey}::text`, sql`shared and owner_key <> ${personKey}::text`],
  sort: { order: "savedViews CREATED_AT", column: "created_at", type: "timestamptz", direction: "ASC" },
  page,
  extra: { columns: "", joins: "" },
});
