/** `docs/permissions.md`, written from the matrix. */
import { MATRIX } from "./matrix.js";
import { PERMISSIONS, PERSONAL_DATA_GRANTS, ROLES } from "./permission.js";

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** The whole file, ending in a newline. */
export function permissionsMarkdown(): string {
  const head = ["Permission", ...ROLES.map((role) => `\`${role}\``), "Why"];
  const rows = PERMISSIONS.map((permission) => {
    const { roles, why } = MATRIX[permission];
    return [`\`${permission}\``, ...ROLES.map((role) => (roles.includes(role) ? "✓" : "")), why];
  });
  return `# Permissions

Generated from \`src/access/matrix.ts\`; do not edit. A role that is not ticked may not: everything is denied by default.

${[row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n")}

## Personal data

Clear values need a grant of their own, on top of a role, given one by one to registered personal-data handlers
(개인정보취급자). No role includes one. Without it the field is masked.

${PERSONAL_DATA_GRANTS.map((grant) => `- \`${grant}\``).join("\n")}

## Tokens

A bearer token is a JWT signed with ES256. Roles stand in the claim \`roles\`, grants in \`grants\`; words that are not
in the lists above are ignored. A token for a program carries \`service\` and no other role.
`;
}
