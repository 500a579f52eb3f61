/** The bounds of one GraphQL request. A document beyond any of them is refused before anything of it runs. */

/** Without a token one may ask for the schema, where it is open: the full introspection query has 1.8 kB (measured). */
export const MAX_ANONYMOUS_BODY_BYTES = 16 * 1024;
/** A person's largest request, a bulk of 100 refunds with its variables, has 11 kB (measured). */
export const MAX_PERSON_BODY_BYTES = 128 * 1024;
/** A return of an order with 200 lines, each with texts of 200 Korean letters, has 300 kB (measured). */
export const MAX_PROGRAM_BODY_BYTES = 512 * 1024;

/** The demo's largest operation has 1.5 kB (measured). A token can be as long as a document, so the token limit bounds no text. */
export const MAX_DOCUMENT_CHARACTERS = 32 * 1024;

/** Values of the variables, objects and lists counted too: a return of 200 lines has 2,600 (measured), a bulk of 1,000 refunds 4,000. */
export const MAX_VARIABLE_VALUES = 10_000;
/** The longest list an operation takes: ten bulks at once, so that a bulk that is too large is refused by its own limit. */
export const MAX_VARIABLE_LIST = 1_000;
/** Objects and lists in each other: a `where` of four levels has nine (measured). */
export const MAX_VARIABLE_DEPTH = 12;

/** Characters of an error's message: a sentence. What is longer repeats the caller's own text. */
export const MAX_MESSAGE_CHARACTERS = 200;
/** Errors in one answer: enough to correct a document by, too few to be worth provoking. */
export const MAX_ERRORS = 5;

/** Tokens of all documents kept parsed and validated: some 30 MB at the most, and hundreds of operations of real clients. */
export const MAX_CACHED_TOKENS = 50_000;

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

/** An error's path repeats the aliases it went through: twenty of these together are less than 1 kB. */
export const MAX_ALIAS_CHARACTERS = 40;

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
/** Until it is known who speaks: a `connection_init`, a ping, and room for a client that is eager. */
export const MAX_MESSAGES_BEFORE_ACK = 10;
/** Of one socket in ten seconds, pings and ends of operations included: a page sends a handful. */
export const MAX_SOCKET_MESSAGES = 1_000;
export const SOCKET_MESSAGES_SPAN_MS = 10_000;
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
