/** A subscriber of `refundChanged` with a bad connection: it leaves after a random number of events and comes back to the other node with its last cursor. */
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import type { ServerProcess } from "../kit/server.js";

export interface Received {
  cursor: string;
  version: number;
  from: string | null;
  to: string;
  event: string;
  refund: { id: string } | null;
}

/** One visit to one node. */
export interface Stay {
  /** It leaves after so many events. */
  events: number;
  /** It says good-bye, or its line is cut. */
  leaving: "GOOD_BYE" | "CUT";
}

const FOLLOW = `subscription ($after: String, $where: RefundChangedWhere) {
  refundChanged(after: $after, where: $where) { cursor version from to event refund { id } }
}`;

export interface Subscriber {
  /** What it has handled so far, in the order it came. */
  received: Received[];
  visits: number;
  /** Resolves when it has seen the last event; rejects when a node refuses it. */
  done: Promise<void>;
}

export function subscribeUnsteadily(options: {
  nodes: readonly Pick<ServerProcess, "url">[];
  token: string;
  /** Where it begins. */
  after: string;
  where?: Record<string, unknown>;
  /** Its visits, one after the other; after the last of them it stays. */
  stays: readonly Stay[];
  isLast: (received: Received) => boolean;
}): Subscriber {
  const { nodes, token, where, stays, isLast } = options;
  const subscriber: Subscriber = { received: [], visits: 0, done: Promise.resolve() };
  const follow = async (): Promise<void> => {
    for (;;) {
      const node = nodes[subscriber.visits % nodes.length] as ServerProcess;
      const stay = stays[subscriber.visits] ?? { events: Infinity, leaving: "GOOD_BYE" };
      subscriber.visits += 1;
      const after = subscriber.received.at(-1)?.cursor ?? options.after;
      const wanted = { query: FOLLOW, variables: { after, where } };
      if ((await visit(node, { token, wanted, stay, received: subscriber.received, isLast })) === "LAST") return;
    }
  };
  subscriber.done = follow();
  return subscriber;
}

function visit(
  node: Pick<ServerProcess, "url">,
  {
    token,
    wanted,
    stay,
    received,
    isLast,
  }: {
    token: string;
    wanted: { query: string; variables: Record<string, unknown> };
    stay: Stay;
    received: Received[];
    isLast: (received: Received) => boolean;
  },
): Promise<"LAST" | "LEFT"> {
  const client = createClient({
    url: `${node.url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  return new Promise((resolve, reject) => {
    let left = false;
    let handled = 0;
    const leave = (how: "LAST" | "LEFT"): void => {
      left = true;
      if (stay.leaving === "CUT") client.terminate();
      void client.dispose();
      resolve(how);
    };
    client.subscribe<{ refundChanged: Received }>(wanted, {
      next({ data, errors }) {
        // What still comes over a line it has given up was never handled: it must come again.
        if (left) return;
        if (!data) return reject(new Error(JSON.stringify(errors)));
        received.push(data.refundChanged);
        handled += 1;
        if (isLast(data.refundChanged)) leave("LAST");
        else if (handled >= stay.events) leave("LEFT");
      },
      error: (error) => (left ? undefined : reject(new Error(`the node refused: ${JSON.stringify(error)}`))),
      complete: () => (left ? undefined : reject(new Error("the stream ended by itself"))),
    });
  });
}
