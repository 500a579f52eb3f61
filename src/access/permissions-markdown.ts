/** `docs/permissions.md`, written from the matrix. */
import { MATRIX } from "./matrix.js";
import { PERMISSIONS, PERSON_ROLES, PERSONAL_DATA_GRANTS, SCOPES, type Scope } from "./permission.js";

const opensNothing = (scope: Scope): boolean => Object.values(MATRIX).every(({ scopes }) => !scopes.includes(scope));

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** The whole file, ending in a newline. */
export function permissionsMarkdown(): string {
  const head = ["Permission", ...[...PERSON_ROLES, ...SCOPES].map((name) => `\`${name}\``), "Why"];
  const rows = PERMISSIONS.map((permission) => {
    const { roles, scopes, why } = MATRIX[permission];
    const held = [
      ...PERSON_ROLES.map((role) => roles.includes(role)),
      ...SCOPES.map((scope) => scopes.includes(scope)),
    ];
    return [`\`${permission}\``, ...held.map((yes) => (yes ? "✓" : "")), why];
  });
  return `# Permissions

Generated from \`src/access/matrix.ts\`; do not edit. A role or scope that is not ticked may not: everything is denied by default.
Roles (without a colon) are for people, scopes (with one) for programs.

${[row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n")}

## Personal data

Clear values need a grant of their own, on top of a role, given one by one to registered personal-data handlers
(개인정보취급자). No role includes one. Without it the field is masked.

${PERSONAL_DATA_GRANTS.map((grant) => `- \`${grant}\``).join("\n")}

## Tokens

A bearer token is a JWT signed with ES256. Roles stand in the claim \`roles\`, grants in \`grants\`; words that are not
in the lists above are ignored.

A token for a program carries the role \`service\` and no other, and says what the program is for in the standard claim
\`scope\` (RFC 8693, RFC 9068): one string, scopes separated by a space. The role \`service\` alone opens nothing but being
logged in. Outside production a \`service\` token without a \`scope\` claim has all scopes; one with the claim has just those.
A claim of another form opens nothing. On a person's token \`scope\` is ignored: issuers put \`openid profile\` there.

${SCOPES.filter(opensNothing)
  .map(
    (scope) =>
      `\`${scope}\` opens nothing today: an order's facts arrive with the return that needs them (\`returnCollect\`).`,
  )
  .join("\n")}

A subject (\`sub\`) must be written plainly: NFKC, no control or invisible characters, no bidirectional marks, no blanks at its
ends, no letters of a look-alike script among Latin ones; anything else is \`SUBJECT_REFUSED\`. Subjects that differ only in
case are one person to four eyes ([0013](adr/0013-scopes-and-subjects.md)).
`;
}
