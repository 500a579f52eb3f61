/** The interface of everything that can be looked up by its id. */
import { Field, ID, InterfaceType } from "type-graphql";

/** The types behind `Node`, by the table their rows stand in. */
export const NODE_TABLES = {
  Order: "orders",
  Payment: "payment",
  Refund: "refund",
  Return: "collected_return",
  WorkItem: "work_item",
} as const;
export type NodeTypename = keyof typeof NODE_TABLES;

@InterfaceType("Node", {
  description:
    "Something that can be looked up by its id alone: a refund, return, order, payment or work item. Ids are unique over all of them (UUID).",
  resolveType: (value: { __typename: NodeTypename }) => value.__typename,
})
export abstract class NodeType {
  @Field(() => ID, { description: "The id (식별자), unique and opaque." })
  id!: string;
}
