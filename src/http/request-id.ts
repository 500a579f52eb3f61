/** Gives every request an id, and every answer the header with it: what a caller quotes and a log line carries. */
import type { NextFunction, Request, Response } from "express";
import { newId } from "../identifier.js";

const HEADER = "x-request-id";
/** A caller's own id is kept when it is a plain label; anything else could forge log lines. */
const PLAIN = /^[A-Za-z0-9._-]{1,64}$/;

export function requestIds() {
  return (req: Request, res: Response, next: NextFunction): void => {
    const given = req.get(HEADER);
    const id = given !== undefined && PLAIN.test(given) ? given : newId();
    res.locals.requestId = id;
    res.set(HEADER, id);
    next();
  };
}

export const requestIdOf = (res: Response): string => String(res.locals.requestId ?? "?");
