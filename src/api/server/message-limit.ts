/** How many messages one socket may send: what each may cost is bounded elsewhere. */
import { MAX_MESSAGES_BEFORE_ACK, MAX_SOCKET_MESSAGES, SOCKET_MESSAGES_SPAN_MS } from "./limits.js";

export interface MessageLimit {
  /** Counts one message. @param known whether the socket has said who it is: a stranger has only a few. */
  allows(known: boolean): boolean;
}

/** One per socket. Before it is known who speaks all messages count, afterwards those of the last seconds. */
export function messageLimit(now: () => number = () => performance.now()): MessageLimit {
  let messages = 0;
  let countedFrom: number | null = null;
  return {
    allows(known) {
      if (known && (countedFrom === null || now() - countedFrom > SOCKET_MESSAGES_SPAN_MS)) {
        countedFrom = now();
        messages = 0;
      }
      messages += 1;
      return messages <= (known ? MAX_SOCKET_MESSAGES : MAX_MESSAGES_BEFORE_ACK);
    },
  };
}
