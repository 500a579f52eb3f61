/** A node as its own query would read it. */
import type { Loaders } from "../loaders.js";
import type { NodeType, NodeTypename } from "./node.type.js";

export type Node = NodeType & { __typename: NodeTypename };

export async function loadNode(loaders: Loaders, typename: NodeTypename, id: string): Promise<Node | null> {
  const load: Record<NodeTypename, (id: string) => Promise<object | null>> = {
    Order: loaders.order,
    Payment: loaders.payment,
    Refund: loaders.refund,
    Return: loaders.return,
    WorkItem: loaders.workItem,
  };
  const node = await load[typename](id);
  return node && ({ ...node, __typename: typename } as Node);
}
