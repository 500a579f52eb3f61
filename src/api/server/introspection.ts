/** Access to the schema: everyone where it is open, else those with the permission. */
import { GraphQLError, type OperationDefinitionNode, type DocumentNode } from "graphql";
import { requirePermission } from "../../access/guard.js";
import { Permission } from "../../access/permission.js";
import type { Principal } from "../../access/principal.js";
import { measureDocument } from "./measure.js";

export function introspectionFault(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  { open, principal }: { open: boolean; principal: Principal | null },
): GraphQLError | null {
  if (open || !measureDocument(document)(operation).introspects) return null;
  const decision = requirePermission(principal, Permission.SchemaIntrospect);
  if (decision.ok) return null;
  return new GraphQLError(`Reading the schema needs ${decision.permission}.`, {
    extensions: { code: decision.code, reason: "INTROSPECTION_CLOSED" },
  });
}
