/** The request log of the EBP sandbox. A refund account is a customer's: its number and holder are taken out. */
import { RequestLog } from "../request-log.js";

export const REQUEST_LOG = new RequestLog("ebp");

/** A JSON string (perhaps cut off), or a number, after one of the two names. Works on text: a broken body is kept too. */
const ACCOUNT_FIELDS = /("(?:accountNumber|accountHolderName)"\s*:\s*)("(?:[^"\\]|\\.)*"?|[-+.\dEe]+)/gs;

export const withoutAccount = (body: string | null): string | null =>
  body?.replaceAll(ACCOUNT_FIELDS, '$1"***"') ?? null;
