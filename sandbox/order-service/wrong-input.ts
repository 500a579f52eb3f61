/** The mistake of a control call, in a sentence; it is answered with HTTP 400. */
import type { ReadBody } from "../kit/control/bulk-route.js";
import { parseOrRefuse } from "../kit/http/parse.js";

export class WrongInput extends Error {}

/** @throws WrongInput naming the field and what would be right */
export const readBody: ReadBody = (schema, { body }) =>
  parseOrRefuse(schema, readJson(body), (problem) => new WrongInput(problem));

function readJson(body: string | null): unknown {
  try {
    return JSON.parse(body ?? "");
  } catch {
    throw new WrongInput("body: must be JSON of at most 1 MiB");
  }
}
