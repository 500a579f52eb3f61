/** SQL with its values beside it: what comes from outside can only ever be a parameter. */
import type { EntityManager } from "@mikro-orm/postgresql";

/** A piece of a statement. The texts come from this code; between each two stands a parameter. */
export class Sql {
  constructor(
    readonly texts: readonly string[],
    readonly values: readonly unknown[],
  ) {}
}

/** Another piece in `${…}` becomes part of the text; anything else becomes a parameter. */
export function sql(strings: TemplateStringsArray, ...parts: readonly unknown[]): Sql {
  const texts = [strings[0] ?? ""];
  const values: unknown[] = [];
  const extend = (text: string) => (texts[texts.length - 1] += text);
  parts.forEach((part, index) => {
    if (part instanceof Sql) {
      extend(part.texts[0] ?? "");
      texts.push(...part.texts.slice(1));
      values.push(...part.values);
    } else {
      texts.push("");
      values.push(part);
    }
    extend(strings[index + 1] ?? "");
  });
  return new Sql(texts, values);
}

/** A name or list of names of ours: never anything that came from outside. */
export const trusted = (text: string): Sql => new Sql([text], []);

export const TRUE = trusted("true");
export const FALSE = trusted("false");

export const joined = (pieces: readonly Sql[], separator: string): Sql =>
  pieces.reduce((all, piece, index) => (index === 0 ? piece : sql`${all}${trusted(separator)}${piece}`), trusted(""));

/** True when there is nothing to demand. */
export function allOf(pieces: readonly Sql[]): Sql {
  const demands = pieces.filter((piece) => piece !== TRUE);
  return demands.length <= 1 ? (demands[0] ?? TRUE) : sql`(${joined(demands, " and ")})`;
}

/** False when there is nothing to choose from. */
export const anyOf = (pieces: readonly Sql[]): Sql =>
  pieces.length === 0 ? FALSE : pieces.length === 1 ? (pieces[0] as Sql) : sql`(${joined(pieces, " or ")})`;

export function compiled({ texts, values }: Sql): { text: string; values: readonly unknown[] } {
  return { text: texts.reduce((all, text, index) => `${all}$${index}${text}`), values };
}

type KyselyStatement = Parameters<ReturnType<EntityManager["getKysely"]>["executeQuery"]>[0];

/** Plain rows: 64-bit numbers, moments and days come as text. (`em.execute` would write the values into the text itself.) */
export async function read<Row>(em: EntityManager, statement: Sql): Promise<Row[]> {
  const { text, values } = compiled(statement);
  const { rows } = await em.getKysely().executeQuery({
    query: { kind: "RawNode", sqlFragments: [text], parameters: [] },
    queryId: { queryId: "read" },
    sql: text,
    parameters: values,
  } as unknown as KyselyStatement);
  return rows as Row[];
}
