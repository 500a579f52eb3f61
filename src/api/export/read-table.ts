/** Reads an export page by page, through the operation that a screen would call: its guard, its filters, its masks. */
import { execute, type GraphQLError, type GraphQLFormattedError } from "graphql";
import { may, type Principal } from "../../access/principal.js";
import { say } from "../../messages/catalogue.js";
import type { Language } from "../../messages/language.js";
import { sentence } from "../../messages/sentence.js";
import { badInput } from "../bad-input.js";
import { asClientError, formatError, type ErrorFormat } from "../server/errors.js";
import type { ContextFor } from "../server/graphql.js";
import { MAX_PAGE } from "../server/limits.js";
import { prepareOperation, type PrepareOptions } from "../server/prepare-operation.js";
import { SentenceError } from "../sentence-error.js";
import { cellOf, headerOf, type Cell, type Row } from "./column.js";
import type { Export, Page } from "./exports.js";

export interface TableOptions extends PrepareOptions {
  contextFor: ContextFor;
  format: ErrorFormat;
  /** Rows of one file; a line at its end says that more were found. */
  maxRows: number;
}

export interface Asked {
  exported: Export;
  /** The parsed body: arguments of the operation. */
  body: unknown;
  principal: Principal | null;
  clientAddress: string;
  language: Language;
}

/** An operation that was refused or failed: errors as its caller reads them. */
export class NotRead extends Error {
  constructor(readonly errors: readonly GraphQLFormattedError[]) {
    super(errors[0]?.message);
  }
}

/**
 * The lines of the table, header first; each page is read when the one before has been taken.
 *
 * @throws NotRead before the first line for what the operation refuses; while lines are taken, for what goes wrong later.
 */
export async function readTable(options: TableOptions, asked: Asked): Promise<AsyncGenerator<Cell[]>> {
  const { exported, principal, clientAddress, language } = asked;
  const format = { ...options.format, language };
  const refuse = (errors: readonly GraphQLError[], inClientsPart: boolean): NotRead =>
    new NotRead(
      errors.map((error) => formatError(inClientsPart ? asClientError(error) : error.toJSON(), error, format)),
    );
  if (principal === null)
    throw refuse([new SentenceError(sentence("server.LOG_IN"), { extensions: { code: "UNAUTHENTICATED" } })], true);
  const body = inputsIn(asked.body, exported);
  if (body === null) throw refuse([badInput("exports.inputs", { names: exported.inputs })], true);
  const columns = exported.columnsFor(body).filter(({ needs }) => needs === null || may(principal, needs));
  const query = exported.document(columns);

  const read = async (after: string | null): Promise<Page> => {
    const variables = { ...body, first: MAX_PAGE, after };
    const prepared = prepareOperation(options, { query, variables }, { principal, transport: "HTTP_POST" });
    if (!prepared.ok) throw refuse(prepared.errors, true);
    const { data, errors } = await execute({
      schema: options.schema,
      document: prepared.document,
      variableValues: prepared.variables,
      contextValue: options.contextFor({ principal, clientAddress, language }),
    });
    if (errors) throw refuse(errors, false);
    return exported.pageOf(data as Row);
  };

  const first = await read(null);
  return lines(first, {
    read,
    header: columns.map((column) => headerOf(column, language)),
    cells: (row) => columns.map((column) => cellOf(column, row, language)),
    maxRows: options.maxRows,
    cut: say(language, "exports.cut", { max: options.maxRows }),
  });
}

interface Lines {
  read: (after: string) => Promise<Page>;
  header: Cell[];
  cells: (row: Row) => Cell[];
  maxRows: number;
  cut: string;
}

async function* lines(first: Page, { read, header, cells, maxRows, cut }: Lines): AsyncGenerator<Cell[]> {
  yield header;
  let count = 0;
  for (let page = first; ; page = await read(page.next)) {
    for (const row of page.rows) {
      if (count === maxRows) {
        yield [cut];
        return;
      }
      count += 1;
      yield cells(row);
    }
    if (page.next === null) return;
  }
}

/** Null for anything else than an object of the operation's arguments: a misspelled filter must not export everything. */
function inputsIn(body: unknown, { inputs }: Export): Row | null {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return null;
  return Object.keys(body).every((name) => inputs.includes(name)) ? (body as Row) : null;
}
