import type { DatasetJson, ImportDatasetResponseJson } from "#contract/datasets";
import { useRef, useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { type CallError, errorOf, upload } from "../api/connection.ts";
import { idOf } from "../api/resources.ts";
import { count, countOf } from "../ui/numbers.ts";
import { ErrorNote, Field, Loading } from "../ui/parts.tsx";
import { firstLines, nameFrom } from "./names.ts";

const ROLES: Record<string, string> = {
  ROLE_ID: "id",
  ROLE_LABEL: "label",
  ROLE_TEXT: "text",
  ROLE_NUMERIC: "number",
  ROLE_CATEGORICAL: "category",
  ROLE_ANNOTATOR: "annotator",
  ROLE_IGNORED: "kept, not used",
};
const PREVIEW_BYTES = 65_536;
const PREVIEW_LINES = 6;

/** Takes a file into the store, and says what it was taken for. */
export function DataStep() {
  const [file, setFile] = useState<File | null>(null);
  const [lines, setLines] = useState<string[]>([]);
  const [name, setName] = useState("");
  const [labelled, setLabelled] = useState(false);
  const [columns, setColumns] = useState({ id: "", label: "" });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CallError | null>(null);
  const [made, setMade] = useState<DatasetJson | null>(null);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    setFile(chosen);
    setName(nameFrom(chosen.name));
    setError(null);
    setMade(null);
    const packed = chosen.name.endsWith(".gz");
    const shown = packed ? [] : firstLines(await chosen.slice(0, PREVIEW_BYTES).text(), PREVIEW_LINES);
    setLines(shown);
    setLabelled(/label|class|category|sentiment|target/i.test(shown[0] ?? ""));
  };
  const send = async (event: Event) => {
    event.preventDefault();
    if (!file) return;
    setBusy(true);
    setError(null);
    try {
      const spec = {
        datasetId: name,
        fileName: file.name,
        idColumn: columns.id,
        labelColumn: labelled ? columns.label : "",
        noLabels: !labelled,
        allowNoFeatures: !labelled,
      };
      const answer = await upload<object, ImportDatasetResponseJson>("DatasetService/ImportDataset", spec, file);
      setMade(answer.dataset ?? null);
    } catch (thrown) {
      setError(errorOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <h1 class="page-title">Data</h1>
      <p class="lead">A file with a row for each item: CSV, TSV or JSON lines, plain or gzip. It stays on the machine that runs the service.</p>
      <form class="setup-form" onSubmit={(event) => void send(event)}>
        <div
          class={"drop" + (over ? " over" : "")}
          onDragOver={(event) => { event.preventDefault(); setOver(true); }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => { event.preventDefault(); setOver(false); void take(event.dataTransfer?.files[0]); }}
        >
          <label class="button main" for="file">{file ? "Another file" : "Choose a file"}</label>
          <input ref={input} id="file" type="file" class="sr" accept=".csv,.tsv,.tab,.jsonl,.ndjson,.json,.gz,.txt" onChange={(event) => void take(event.currentTarget.files?.[0])} />
          <p class="soft">{file ? `${file.name}, ${count(Math.ceil(file.size / 1024))} KiB` : "or drop it here"}</p>
        </div>
        {file && !made && (
          <>
            {lines.length > 0 && (
              <div class="scroll preview" tabIndex={0} role="region" aria-label="The first lines of the file"><pre>{lines.join("\n")}</pre></div>
            )}
            <Field label="Name of the data set" for="name" hint="Small letters, digits, '-', '_' and '.'.">
              <input id="name" value={name} required pattern="[a-z0-9._\-]{1,63}" aria-describedby="name-hint" onInput={(event) => setName(event.currentTarget.value)} />
            </Field>
            <fieldset class="radio-group">
              <legend class="field-title">What is in it?</legend>
              <label class="inline"><input type="radio" name="labelled" checked={!labelled} onChange={() => setLabelled(false)} /> Items that are to be labelled</label>
              <label class="inline"><input type="radio" name="labelled" checked={labelled} onChange={() => setLabelled(true)} /> Items that have labels, some of them perhaps wrong</label>
            </fieldset>
            <details>
              <summary>Columns</summary>
              <p class="hint">Left empty, they are found by their names and contents.</p>
              <Field label="Column with the id" for="id-column"><input id="id-column" value={columns.id} onInput={(event) => setColumns({ ...columns, id: event.currentTarget.value })} /></Field>
              {labelled && <Field label="Column with the label" for="label-column"><input id="label-column" value={columns.label} onInput={(event) => setColumns({ ...columns, label: event.currentTarget.value })} /></Field>}
            </details>
            {busy ? <Loading what="Sending and checking" /> : <button type="submit" class="main">Upload</button>}
          </>
        )}
      </form>
      {error && <ErrorNote error={error} title="The file was not taken; nothing of it is stored." />}
      {made && <Made dataset={made} labelled={labelled} />}
    </>
  );
}

function Made(props: { dataset: DatasetJson; labelled: boolean }) {
  const { dataset } = props;
  const id = idOf(dataset.name);
  return (
    <section aria-labelledby="made" role="status">
      <h2 id="made">{countOf(Number(dataset.itemCount ?? 0), "item")} in “{id}”</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label="Columns of the data set">
        <table>
          <thead><tr><th scope="col">Column</th><th scope="col">Taken for</th><th scope="col">Why</th></tr></thead>
          <tbody>
            {(dataset.columns ?? []).map((column) => (
              <tr key={column.name}><td>{column.name}</td><td>{ROLES[column.role ?? ""] ?? ""}</td><td class="soft">{column.reason}</td></tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="next-steps">
        {props.labelled && <Link class="button main" href={"/setup/audit/" + id}>Find wrong labels</Link>}
        <Link class={"button" + (props.labelled ? "" : " main")} href={"/setup/campaign/" + id}>New campaign</Link>
      </p>
    </section>
  );
}
