/** State that every part of the running order service shares, and the options it is started with. */
import type { Sandbox, SandboxOptions } from "../kit/sandbox.js";
import type { RefundApiClient } from "./api-client.js";

/** Several instances may share one ledger, in the schema `order_service`; it belongs to one service for ever. */
export interface OrderServiceOptions extends SandboxOptions {
  /** The service's address, such as `http://127.0.0.1:4000`; `/graphql` is below it. */
  apiUrl: string;
  /** A token with the role `service` and the scopes `ledger-results:write events:read`, still valid; asked for before every call and every connection. */
  token: () => Promise<string>;
}

/** Business time dates entries, and says when a report is due. */
export interface OrderService extends Sandbox {
  /** The refund service, over HTTP. */
  api: RefundApiClient;
}
