/** The bounds of one GraphQL request. A document beyond any of them is refused before anything of it runs. */

/** A bulk of 100 refunds with its variables is 11 kB (measured); this leaves room for the facts of very large orders. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** The full introspection query has 184 tokens and the demo's largest operation 150 (measured); parsing stops here. */
export const MAX_TOKENS = 2_000;

/** The demo's deepest operation has eight levels (measured); the schema itself goes round for ever. */
export const MAX_DEPTH = 12;
/** Introspection nests `ofType` once per list and non-null, and clients ask for nine of them. */
export const MAX_INTROSPECTION_DEPTH = 20;

/** Counted after fragments are spread: what the server would have to resolve per object. */
export const MAX_FIELDS = 1_000;

/** An alias asks for the same thing again with other arguments; a screen does so a handful of times. */
export const MAX_ALIASES = 30;

/** Fields at the top of an operation each start a query of their own. */
export const MAX_ROOT_FIELDS = 20;

/** `@include` and `@skip`: two on a field are sensible, thousands only cost time. */
export const MAX_DIRECTIVES = 50;

/**
 * One unit is one field of one object, a list counted at its asked size or as ten. A page of 100 refunds with 30 fields and
 * their lines with 8 fields each counts 11,000; a page of 100 returns with their refunds in full, some 30,000.
 */
export const MAX_COST = 40_000;
/** For a list whose size is not asked for: refunds of an order, lines of a refund. Few have more. */
export const ASSUMED_LIST_SIZE = 10;
/** No page is larger, whatever is asked for. */
export const MAX_PAGE = 100;

/** One mutation per operation: aliases would otherwise run the same payment many times under one permission check and one rate. */
export const MAX_MUTATIONS_PER_OPERATION = 1;

/** A browser opens the socket and sends its token at once. */
export const CONNECTION_INIT_TIMEOUT_MS = 5_000;
/** A subscription's document and variables; queries with large inputs belong on HTTP. */
export const MAX_SOCKET_MESSAGE_BYTES = 128 * 1024;
/** Each holds a generator that reads every event. */
export const MAX_OPERATIONS_PER_CONNECTION = 10;
/** Tabs of one person, or replicas of one service. */
export const MAX_CONNECTIONS_PER_PRINCIPAL = 20;
/** Sockets of this process, the ones that have not said who they are included. */
export const MAX_CONNECTIONS = 2_000;
/** A dead peer is noticed after at most twice this. */
export const KEEP_ALIVE_MS = 12_000;
