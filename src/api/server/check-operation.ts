/** Refuses what may not be run before Apollo sees it, in the content type the client asked for (GraphQL over HTTP). */
import type { NextFunction, Request, Response } from "express";
import type { GraphQLError } from "graphql";
import { languageOf } from "../../messages/language.js";
import { principalOf } from "./authenticate.js";
import { asClientError, formatError, statusOf, type ErrorFormat } from "./errors.js";
import { prepareOperation, type OperationRequest, type PrepareOptions } from "./prepare-operation.js";

/** As GraphQL over HTTP names them; the older one for clients that name neither. */
const CONTENT_TYPES = ["application/json", "application/graphql-response+json"];

export const checkOperation =
  (options: PrepareOptions, format: ErrorFormat) =>
  (req: Request, res: Response, next: NextFunction): void => {
    const request = requestOf(req);
    // No operation can be found in it: Apollo says what a request looks like.
    if (request === null) return next();
    const transport = req.method === "GET" ? "HTTP_GET" : "HTTP_POST";
    const prepared = prepareOperation(options, request, { principal: principalOf(res), transport });
    if (prepared.ok) return next();
    refuse(req, res, prepared.errors, format);
  };

function refuse(req: Request, res: Response, errors: readonly GraphQLError[], format: ErrorFormat): void {
  const status = statusOf(errors);
  const language = languageOf(req.headers["accept-language"]);
  if (status === 401) res.set("www-authenticate", "Bearer");
  if (status === 405) res.set("allow", "POST");
  res
    .status(status)
    .type(req.accepts(CONTENT_TYPES) || "application/json")
    .send(
      JSON.stringify({
        errors: errors.map((error) => formatError(asClientError(error), error, { ...format, language })),
      }),
    );
}

/** The operation of a `POST` body or of a `GET` query; null where there is none, or its parts are not of their type. */
function requestOf(req: Request): OperationRequest | null {
  if (req.method === "POST") return asRequest(req.body, (variables) => variables);
  return req.method === "GET" ? asRequest(req.query, parsedVariables) : null;
}

/** Anything else than an object in `variables` is Apollo's to refuse. */
function asRequest(given: unknown, read: (variables: unknown) => unknown): OperationRequest | null {
  const { query, variables, operationName } = (given ?? {}) as Record<string, unknown>;
  if (typeof query !== "string" || query === "") return null;
  if (operationName !== undefined && operationName !== null && typeof operationName !== "string") return null;
  return { query, variables: read(variables), operationName };
}

function parsedVariables(text: unknown): unknown {
  if (typeof text !== "string") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
