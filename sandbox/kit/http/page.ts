/** The frame of a sandbox's console page: a title and tables of the latest rows, every text escaped. */
import type { Queryable } from "../database.js";

/** One screenful of the latest; the control API has everything. */
const SHOWN = 200;

/** @param table with its schema, or a subquery with a name @param order SQL that puts the latest first; both plain text of the vendor's own */
export async function latest<Row extends object>(db: Queryable, table: string, order: string): Promise<Row[]> {
  const { rows } = await db.query<Row>(`SELECT * FROM ${table} ORDER BY ${order} LIMIT $1`, [SHOWN]);
  return rows;
}

/** The columns of a table by their heads. A number is an amount of won, a moment is shown in ISO 8601, and null is blank. */
type Columns<Row> = Readonly<Record<string, (row: Row) => string | number | Date | null>>;

interface Section {
  heading: string;
  head: readonly string[];
  /** As plain text. */
  rows: readonly (readonly string[])[];
}

export const section = <Row>(heading: string, rows: readonly Row[], columns: Columns<Row>): Section => ({
  heading,
  head: Object.keys(columns),
  rows: rows.map((row) => Object.values(columns).map((cell) => shown(cell(row)))),
});

const WON = new Intl.NumberFormat("ko-KR");

function shown(value: string | number | Date | null): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === "number" ? WON.format(value) : (value ?? "");
}

/** @returns a whole HTML document */
export const page = (title: string, sections: readonly Section[]): string => `<!doctype html>
<html lang="ko"><meta charset="utf-8"><title>${escape(title)}</title>
<style>body{font:14px system-ui;margin:2rem}table{border-collapse:collapse;margin-bottom:2rem}
td,th{border-bottom:1px solid #ddd;padding:.3rem .8rem;text-align:left}</style>
<h1>${escape(title)}</h1><p>A pretend gateway. No real money moves here.</p>
${sections.map(({ heading, head, rows }) => `<h2>${escape(heading)}</h2>${table(head, rows)}`).join("\n")}</html>`;

const table = (head: Section["head"], rows: Section["rows"]): string =>
  `<table><tr>${head.map((cell) => `<th>${escape(cell)}</th>`).join("")}</tr>${rows
    .map((row) => `<tr>${row.map((cell) => `<td>${escape(cell)}</td>`).join("")}</tr>`)
    .join("")}</table>`;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
