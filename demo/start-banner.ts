/** The page a start ends with: where everything is, who one may be, and one refund to begin with. */
import { randomUUID } from "node:crypto";
import type { DevelopmentIssuer } from "../src/access/development-issuer.js";
import { apiClient } from "./client.js";
import { EXPLORER_PATH, TOKEN_PATH } from "./explorer.js";
import type { SandboxAddress } from "./gateways.js";
import { DEMO_USERS, tokenFor } from "./demo-users.js";

export interface StartBanner {
  /** Of the service. */
  url: string;
  /** The gateways' and the order service's consoles. */
  addresses: readonly SandboxAddress[];
  /** Null: tokens come from somebody else's issuer. */
  issuer: DevelopmentIssuer | null;
  /** True when the explorer's pages have been built. */
  explorer: boolean;
  signal: AbortSignal;
}

const RULE = `  ${"─".repeat(94)}\n`;
const LABEL_WIDTH = 17;
const ROLE_WIDTH = 17;

const entry = (label: string, text: string): string => `  ${label.padEnd(LABEL_WIDTH)} ${text}\n`;

export async function startBanner(ready: StartBanner): Promise<string> {
  const { url, addresses, issuer, explorer } = ready;
  const api = `${url}/graphql`;
  return [
    "\n",
    RULE,
    "  환불 · Hwanbul is ready.  Ctrl-C ends everything; the data stays.\n",
    RULE,
    "\n",
    entry("API", api),
    entry(
      "Explorer",
      explorer ? `${url}${EXPLORER_PATH}  (GraphiQL, works offline)` : "not built: npm run build:explorer",
    ),
    entry("Apollo Sandbox", `https://studio.apollographql.com/sandbox/explorer?endpoint=${encodeURIComponent(api)}`),
    ...addresses.map((address, index) =>
      entry(address.name, `${address.url}/${index === 0 ? "  (what the gateway really did)" : ""}`),
    ),
    entry("Health", `${url}/readyz  ·  figures ${url}/metrics`),
    "\n",
    issuer ? await tokens(issuer) : "  Tokens come from your own issuer (JWT_JWKS_URL).\n",
    issuer ? await sample(ready, issuer) : "",
    entry("The whole road", `npm run demo${url.endsWith(":4000") ? "" : ` -- ${url}`}`),
    RULE,
  ].join("");
}

async function tokens(issuer: DevelopmentIssuer): Promise<string> {
  const lines = [
    "  Tokens for a shift of 12 hours; a new one:  npm run hwanbul -- token --role analyst --subject me\n\n",
  ];
  for (const { role, name, does } of DEMO_USERS) {
    lines.push(`  ${role.padEnd(ROLE_WIDTH)} ${name} — ${does}\n`, `${await tokenFor(issuer, role)}\n\n`);
  }
  return lines.join("");
}

const REQUESTABLE = /* GraphQL */ `
  query Requestable {
    refunds(first: 50, where: { status: [RETURN_COLLECTED] }, orderBy: { field: DUE_ON, direction: ASC }) {
      edges {
        node {
          id
          refundNo
          version
          availableActions
          refundableAmount {
            amount
          }
          amount {
            amount
          }
          payment {
            gateway
            method
          }
        }
      }
    }
  }
`;

interface Requestable {
  refunds: {
    edges: {
      node: {
        id: string;
        refundNo: string;
        version: number;
        availableActions: string[];
        refundableAmount: { amount: number };
        amount: { amount: number };
        payment: { gateway: string; method: string };
      };
    }[];
  };
}

/** A mutation to paste: the refund that has waited longest, requested as an operator. Nothing when none is left. */
async function sample({ url, signal }: StartBanner, issuer: DevelopmentIssuer): Promise<string> {
  const operator = apiClient({ url, signal, token: await tokenFor(issuer, "refund-operator") });
  const { refunds } = await operator.send<Requestable>(REQUESTABLE, {});
  const refund = refunds.edges.find(({ node }) => node.availableActions.includes("REQUEST"))?.node;
  if (!refund) return "";
  const mutation =
    "mutation($input: RefundsRequestInput!) { refundsRequest(input: $input) { results { refund { refundNo status gatewayPhase } userErrors { code message } } userErrors { code message } } }";
  const input = {
    idempotencyKey: randomUUID(),
    refunds: [
      { id: refund.id, expectedVersion: refund.version, expectedRefundableAmount: refund.refundableAmount.amount },
    ],
  };
  const won = new Intl.NumberFormat("ko-KR").format(refund.amount.amount);
  return [
    `  Refund ${refund.refundNo} (${won} won) on its original payment, ${refund.payment.method} at ${refund.payment.gateway}, as the operator:\n\n`,
    `curl -s ${url}/graphql -H 'content-type: application/json' \\\n`,
    `  -H "authorization: Bearer $(curl -s '${url}${TOKEN_PATH}?role=refund-operator')" \\\n`,
    `  -d '${JSON.stringify({ query: mutation, variables: { input } })}'\n\n`,
  ].join("");
}
