/** Asks the API as a door does, without HTTP: real schema, real service, and a count of the statements PostgreSQL was sent. */
import { graphql, type ExecutionResult, type GraphQLError, type GraphQLSchema } from "graphql";
import type { Pool, PoolClient } from "pg";
import type { Principal } from "../../src/access/principal.js";
import { createContext, type Context } from "../../src/api/context.js";
import { buildApiSchema } from "../../src/api/schema.js";
import { SentenceError } from "../../src/api/sentence-error.js";
import type { EventTail } from "../../src/events/tail.js";
import { render } from "../../src/messages/catalogue.js";
import type { Language } from "../../src/messages/language.js";
import type { TestService } from "../kit/test-service.js";
import { OPERATOR } from "../kit/fixtures.js";

let schema: Promise<GraphQLSchema> | undefined;
export const apiSchema = (): Promise<GraphQLSchema> => (schema ??= buildApiSchema());

/** For requests that follow no stream. */
const STILL: EventTail = {
  follow: () => {
    throw new Error("nothing is followed here");
  },
  counts: () => ({ following: 0, waiting: 0 }),
  stop: async () => {},
};

export interface Asking {
  by?: Principal | null;
  language?: Language;
  tail?: EventTail;
}

export const contextFor = (t: TestService, { by = OPERATOR, language = "en", tail = STILL }: Asking = {}): Context =>
  createContext({ refundContext: t.context, principal: by, clientAddress: "192.0.2.7", language, tail });

type Data = Record<string, unknown>;

export async function ask(
  t: TestService,
  source: string,
  variableValues: Record<string, unknown> = {},
  asking: Asking = {},
): Promise<ExecutionResult<Data>> {
  const contextValue = contextFor(t, asking);
  return (await graphql({ schema: await apiSchema(), source, variableValues, contextValue })) as ExecutionResult<Data>;
}

/** The data of an answer that must have no errors. Typed by the test, which knows what it asked for. */
export async function dataOf<T>(
  t: TestService,
  source: string,
  variables: Record<string, unknown> = {},
  asking: Asking = {},
): Promise<T> {
  const { data, errors } = await ask(t, source, variables, asking);
  if (errors) throw new Error(`the API answered: ${JSON.stringify(errors)}`);
  return data as T;
}

/** These fields of one refund. */
export const readRefund = async <T>(
  t: TestService,
  { id }: { id: string },
  fields: string,
  asking?: Asking,
): Promise<T> =>
  (await dataOf<{ refund: T }>(t, `query ($id: ID!) { refund(id: $id) { ${fields} } }`, { id }, asking)).refund;

export const availableActionsOf = async (t: TestService, refund: { id: string }, by = OPERATOR): Promise<string[]> =>
  (await readRefund<{ availableActions: string[] }>(t, refund, "availableActions", { by })).availableActions;

/** The document of a mutation, whose one argument is its `input`. */
export const mutationOf = (mutation: string, fields: string): string =>
  `mutation ($input: ${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!) { ${mutation}(input: $input) { ${fields} } }`;

/** These fields of what a mutation answers. */
export const mutate = async <T>(
  t: TestService,
  mutation: string,
  input: object,
  fields: string,
  by: Principal = OPERATOR,
): Promise<T> => (await dataOf<Record<string, T>>(t, mutationOf(mutation, fields), { input }, { by }))[mutation] as T;

/** Code and message of the one top-level error. */
export async function errorOf(
  t: TestService,
  source: string,
  variables: Record<string, unknown> = {},
  asking: Asking = {},
): Promise<{ code: unknown; message: string }> {
  const { errors } = await ask(t, source, variables, asking);
  if (errors?.length !== 1) throw new Error(`one error was expected: ${JSON.stringify(errors)}`);
  const [error] = errors;
  return { code: error?.extensions["code"], message: error ? messageIn(error, asking.language ?? "en") : "" };
}

/** The message as a door puts it in words for this reader. */
const messageIn = ({ message, originalError }: GraphQLError, language: Language): string =>
  originalError instanceof SentenceError ? render(language, originalError.sentence) : message;

/** Counts at the driver, below everything of ours: what it saw is what was sent. */
export async function countStatements(t: TestService): Promise<{ of<T>(work: () => Promise<T>): Promise<string[]> }> {
  const pool = (await t.orm.em.getConnection().getNativeClient()) as Pool;
  const sent: string[] = [];
  const watched = new WeakSet<PoolClient>();
  pool.on("acquire", (client) => {
    if (watched.has(client)) return;
    watched.add(client);
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      const [first] = args;
      sent.push(typeof first === "string" ? first : (first as { text: string }).text);
      return query(...args);
    }) as typeof client.query;
  });
  return {
    async of(work) {
      sent.length = 0;
      await work();
      return [...sent];
    },
  };
}
