/** The page a start ends with: where everything is, who one may be, and one refund to begin with. */
import { randomUUID } from "node:crypto";
import type { DevelopmentIssuer } from "../src/access/development-issuer.js";
import { apiClient } from "./client.js";
import { EXPLORER_PATH, TOKEN_PATH } from "./explorer.js";
import type { SandboxAddress } from "./gateways.js";
import { ROLES } from "../src/access/permission.js";
import { tokenFor } from "./demo-users.js";

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

const LABEL_WIDTH = 16;

const entryOf = (label: string, text: string): string => `  ${label.padEnd(LABEL_WIDTH)} ${text}`;
const entry = (label: string, text: string): string => `${entryOf(label, text)}\n`;
/** Two on a line. */
const ledgers = (addresses: readonly SandboxAddress[]): string[] =>
  addresses.map(({ name, url }, index) => {
    const short = name.replace(" sandbox", "");
    const last = index + 1 === addresses.length;
    return index % 2 === 0 ? `${entryOf(short, url)}${last ? "\n" : ""}` : `  ${short} ${url}\n`;
  });
/** Printed by a command: a page that is copied into a ticket gives nobody a token. */
const tokens = (url: string): string[] => [
  entry("A token", `curl -s '${url}${TOKEN_PATH}?role=approver'`),
  entry("of the roles", ROLES.slice(0, 5).join(" ")),
  entry("", ROLES.slice(5).join(" ")),
];

/** Fits a terminal of 24 lines with 80 columns. */
export async function startBanner(ready: StartBanner): Promise<string> {
  const { url, addresses, issuer, explorer } = ready;
  const api = `${url}/graphql`;
  return [
    "\n  환불 · Hwanbul is ready.  Ctrl-C ends everything; the data stays.\n",
    entry("API", api),
    entry("Explorer", explorer ? `${url}${EXPLORER_PATH}  (works offline)` : "not built: npm run build:explorer"),
    entry("Apollo Sandbox", `https://studio.apollographql.com/sandbox/explorer?endpoint=${encodeURIComponent(api)}`),
    ...ledgers(addresses),
    entry("Health", `${url}/readyz, figures at /metrics`),
    ...(issuer ? tokens(url) : [entry("Tokens", "come from your own issuer (JWT_JWKS_URL)")]),
    entry("The whole road", `npm run demo${url.endsWith(":4000") ? "" : ` -- ${url}`}`),
    issuer ? await sample(ready, issuer) : "",
  ].join("");
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
        payment: { gateway: string };
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
    "mutation($input:RefundsRequestInput!){refundsRequest(input:$input){results{refund{status}userErrors{message}}userErrors{message}}}";
  const input = {
    idempotencyKey: randomUUID(),
    refunds: [
      { id: refund.id, expectedVersion: refund.version, expectedRefundableAmount: refund.refundableAmount.amount },
    ],
  };
  const token = `$(curl -s '${url}${TOKEN_PATH}?role=refund-operator')`;
  const won = new Intl.NumberFormat("ko-KR").format(refund.amount.amount);
  return [
    `  Pay back ${refund.refundNo}, ${won} won at ${refund.payment.gateway}, as the operator:\n\n`,
    `curl -s ${url}/graphql -H content-type:application/json -H "authorization: Bearer ${token}" `,
    `-d '${JSON.stringify({ query: mutation, variables: { input } })}'\n`,
  ].join("");
}
