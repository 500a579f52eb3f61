/** Columns of an exported table: the header, the field of the API it shows, and how its value is written. */
import { Permission } from "../../access/permission.js";
import { koreanTime } from "../../clock.js";
import { nameOf, say } from "../../messages/catalogue.js";
import type { Language } from "../../messages/language.js";
import type { MessageKey } from "../../messages/sentence.js";
import type { FailureCause } from "../../refund/eligibility/failure.js";
import { RefundStateEnum } from "../refund/refund.enums.js";

/** An object of the API's answer. */
export type Row = Readonly<Record<string, unknown>>;

export type Cell = string | number | null;

type Value = string | number | boolean | Date;

type Writing = (value: Value, language: Language) => Cell;

type HeaderOf<Key> = Key extends `exports.columns.${infer Name}` ? Name : never;
type Header = HeaderOf<MessageKey>;

export interface Column {
  header: Header;
  /** The fields that lead to the value, such as `payment.gateway`. */
  path: readonly string[];
  /** The permission for a field on the way; without it the column is left out. */
  needs: Permission | null;
  write: Writing;
}

/** Permissions of the fields that lead out of the list's own type. */
const NEEDS: Readonly<Record<string, Permission>> = {
  order: Permission.OrderRead,
  payment: Permission.PaymentRead,
  return: Permission.ReturnRead,
  person: Permission.PersonRead,
  requestedByPerson: Permission.PersonRead,
  approvedByPerson: Permission.PersonRead,
};

const written =
  (write: Writing) =>
  (header: Header, path: string = header): Column => {
    const fields = path.split(".");
    return { header, path: fields, needs: NEEDS[fields[0] ?? ""] ?? null, write };
  };

/** Texts, days and ids as they are. */
export const text = written(String);
export const number = written(Number);
export const flag = written((value, language) => nameOf(language, "answer", String(value)));
/** A moment by the clock of Seoul, as spreadsheets read it. */
export const moment = written((value) => koreanTime(new Date(value as string | Date)));
export const state = written((value, language) =>
  nameOf(language, "state", RefundStateEnum[String(value)] ?? String(value)),
);
export const cause = written((value, language) => say(language, `failures.${value as FailureCause}`));
/** A choice by its name in the catalogue. */
export const named = (room: string) => written((value, language) => nameOf(language, room, String(value)));

export const headerOf = ({ header }: Column, language: Language): string => say(language, `exports.columns.${header}`);

/** `payment { gateway }` */
export const selectionOf = (columns: readonly Column[]): string =>
  columns
    .map(({ path }) => path.reduceRight((inner, field) => (inner === "" ? field : `${field} { ${inner} }`), ""))
    .join(" ");

export function cellOf({ path, write }: Column, row: Row, language: Language): Cell {
  let value: unknown = row;
  for (const field of path) value = (value as Row | null | undefined)?.[field];
  return value === null || value === undefined ? null : write(value as Value, language);
}
