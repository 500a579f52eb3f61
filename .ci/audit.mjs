/**
 * Asks the registry for known vulnerabilities of what production installs (`npm run audit`). Exit 1 when there are any; exit 0
 * when there are none, and also when nobody could be asked, which it says: see docs/adr/0015-audit-of-dependencies.md.
 */
import { spawnSync } from "node:child_process";

/** Answers of a registry that does not have the endpoint. */
const NO_ENDPOINT = new Set([404, 405, 410, 501]);

const { stdout, error } = spawnSync("npm", ["audit", "--omit=dev", "--json"], { encoding: "utf8" });
const report = parsed(stdout);

if (report?.vulnerabilities === undefined) {
  console.log(`not asked: ${reasonOf(report)}`);
} else {
  const findings = Object.values(report.vulnerabilities);
  for (const { name, severity, via } of findings) console.log(`${severity}  ${name}: ${via.map(titleOf).join("; ")}`);
  console.log(`asked: ${findings.length} vulnerable packages`);
  process.exitCode = findings.length > 0 ? 1 : 0;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function reasonOf(report) {
  if (NO_ENDPOINT.has(report?.statusCode)) return "the registry has no audit endpoint";
  return report?.error?.summary || report?.message || error?.message || "npm gave no report";
}

/** Either an advisory, or the name of the package that brings it. */
function titleOf(cause) {
  return typeof cause === "string" ? `through ${cause}` : `${cause.title} (${cause.url}, ${cause.range})`;
}
