/** The sentence for somebody who may not: it names who may, so that one can ask them. */
import { MATRIX } from "../access/matrix.js";
import type { Permission } from "../access/permission.js";
import { sentence } from "../messages/sentence.js";
import type { Sentence } from "../messages/text.js";

export function forbiddenSentence(permission: Permission): Sentence {
  const { roles, scopes } = MATRIX[permission];
  return roles.length > 0
    ? sentence("server.FORBIDDEN_ROLES", { permission, holders: roles })
    : sentence("server.FORBIDDEN_SCOPES", { permission, holders: scopes });
}
