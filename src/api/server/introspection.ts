/** Access to the schema: everyone where it is open, else those with the permission. */
import type { DocumentNode, GraphQLError, OperationDefinitionNode } from "graphql";
import { requirePermission } from "../../access/guard.js";
import { Permission } from "../../access/permission.js";
import type { Principal } from "../../access/principal.js";
import { sentence } from "../../messages/sentence.js";
import { forbiddenSentence } from "../forbidden.js";
import { SentenceError } from "../sentence-error.js";
import { measureDocument } from "./measure.js";

export function introspectionFault(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  { open, principal }: { open: boolean; principal: Principal | null },
): GraphQLError | null {
  if (open || !measureDocument(document)(operation).introspects) return null;
  const decision = requirePermission(principal, Permission.SchemaIntrospect);
  if (decision.ok) return null;
  return new SentenceError(
    decision.code === "FORBIDDEN" ? forbiddenSentence(decision.permission) : sentence("server.TOKEN_MISSING"),
    { extensions: { code: decision.code, reason: "INTROSPECTION_CLOSED" } },
  );
}
