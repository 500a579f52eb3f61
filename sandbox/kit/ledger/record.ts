/** Rows of a ledger as the control API shows them: columns in camel case, times in ISO 8601. */

type Camel<Column extends string> = Column extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Column;

type Sent<Value> = Value extends Date ? string : Value;

/** The record of a row's `Columns`. What a column means is said where the row is described. */
export type RecordOf<Row, Columns extends keyof Row & string> = {
  [Column in Columns as Camel<Column>]: Sent<Row[Column]>;
};

export const recordOf = <Row extends object, const Columns extends keyof Row & string>(
  row: Row,
  columns: readonly Columns[],
): RecordOf<Row, Columns> =>
  Object.fromEntries(
    columns.map((column) => {
      const value = row[column];
      return [camel(column), value instanceof Date ? value.toISOString() : value];
    }),
  ) as RecordOf<Row, Columns>;

const camel = (column: string): string => column.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
