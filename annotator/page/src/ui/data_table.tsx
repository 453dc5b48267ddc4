import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";
import { csvOf, saveFile } from "./csv.ts";

export interface Column<Row> {
  title: string;
  /** What is sorted by and written into the CSV file. */
  value: (row: Row) => string | number;
  /** What is shown; absent: the value. */
  cell?: (row: Row) => ComponentChildren;
  number?: boolean;
}

interface DataTableProps<Row> {
  /** For people and for the file's name. */
  name: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row) => string;
}

/** A table that can be sorted by its heads and saved as CSV. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, rows } = props;
  const [order, setOrder] = useState<{ column: number; up: boolean } | null>(null);
  const sorted = useMemo(() => {
    const column = order && columns[order.column];
    if (!order || !column) return rows;
    const sign = order.up ? 1 : -1;
    return [...rows].sort((a, b) => sign * compare(column.value(a), column.value(b)));
  }, [rows, order, columns]);
  const save = () => {
    const text = csvOf([columns.map((each) => each.title), ...sorted.map((row) => columns.map((each) => each.value(row)))]);
    saveFile(props.name.toLowerCase().replace(/[^a-z0-9]+/g, "-") + ".csv", "text/csv", text);
  };
  return (
    <div class="data-table">
      <div class="scroll" tabIndex={0} role="region" aria-label={"Table: " + props.name}>
        <table>
          <thead>
            <tr>
              {columns.map((column, i) => (
                <th key={column.title} scope="col" class={column.number ? "number" : undefined} aria-sort={order?.column !== i ? "none" : order.up ? "ascending" : "descending"}>
                  <button type="button" class="head" onClick={() => setOrder({ column: i, up: order?.column === i ? !order.up : !column.number })}>
                    {column.title}
                    <span aria-hidden="true">{order?.column !== i ? "" : order.up ? " ↑" : " ↓"}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.map((row) => (
              <tr key={props.keyOf(row)}>
                {columns.map((column) => (
                  <td key={column.title} class={column.number ? "number" : undefined}>
                    {column.cell ? column.cell(row) : column.value(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <button type="button" class="quiet" onClick={save} aria-label={`Save the table ${props.name} as CSV`}>
        CSV
      </button>
    </div>
  );
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") {
    return (Number.isNaN(a) ? -Infinity : a) - (Number.isNaN(b) ? -Infinity : b);
  }
  return String(a).localeCompare(String(b));
}
