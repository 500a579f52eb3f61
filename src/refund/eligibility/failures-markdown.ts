/** The page of failure causes: what each means, what to do next, and who may. */
import { MATRIX } from "../../access/matrix.js";
import { say } from "../../messages/catalogue.js";
import { FAILURES } from "./failure.js";
import { PERMISSION_OF_ACTION, type Action } from "./rules.js";

const whoMay = (action: Action): string => `\`${action}\`: ${MATRIX[PERMISSION_OF_ACTION[action]].roles.join(", ")}`;

/** `docs/failures.md`. */
export function failuresMarkdown(): string {
  const rows = Object.entries(FAILURES).map(
    ([cause, { meaning, next, actions }]) =>
      `| \`${cause}\` | ${say("ko", meaning)}<br>${say("en", meaning)} | ${say("ko", next)}<br>${say("en", next)} | ${actions.map(whoMay).join("<br>")} |`,
  );
  return `# Why a refund is not done, and what to do

Generated from src/refund/eligibility/failure.ts and the catalogue of messages (npm run schema). One vocabulary for all gateways; the gateway's own words stand beside it in \`gatewayMessage\`, and what this service found out by itself in \`finding\`.

| cause | meaning | what to do next | actions, and who may take them |
| ----- | ------------- | --------------- | ------------------------------ |
${rows.join("\n")}
`;
}
