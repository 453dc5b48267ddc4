// Files made on the page.
(function (assay) {
  "use strict";

  const { items, data } = assay;

  // As RFC 4180 says.  A field is never changed, also where a spreadsheet would take it for a
  // formula: programs read these files back (assay audit --verified), and with a quote put in
  // front, an id would name no item and a label would be another one.
  function csvField(value) {
    const text = String(value);
    return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  const csvLines = (rows) => rows.map((row) => row.map(csvField).join(",") + "\n").join("");

  assay.toCsv = (columns, records) =>
    csvLines([columns].concat(records.map((record) => columns.map((name) => record[name]))));

  // Without the two characters that are line ends to some readers, but not to JSON.
  const jsonLine = (record, columns) =>
    JSON.stringify(record, columns).replace(/[\u2028\u2029]/g, (end) =>
      end === "\u2028" ? "\\u2028" : "\\u2029"
    );

  assay.toJsonl = (columns, records) =>
    records.map((record) => jsonLine(record, columns) + "\n").join("");

  const DECISION_COLUMNS = ["id", "true_label"];
  const SELECTION_COLUMNS = [
    "rank",
    "id",
    "given_label",
    "suggested_label",
    "score",
    "error_probability",
    "flagged",
    "true_label",
  ];

  const decisionRecord = (i) => ({
    id: items.ids[i],
    true_label: data.labels[assay.decisions.get(i)],
  });

  function selectionRecord(i) {
    const known = assay.trueLabel(i);
    const error = items.errorProbability(i);
    return {
      rank: i + 1,
      id: items.ids[i],
      given_label: data.labels[items.given[i]],
      suggested_label: data.labels[items.suggested[i]],
      score: Number(items.score(i).toFixed(6)),
      error_probability: error === null ? "" : Number(error.toFixed(6)),
      flagged: items.flagged[i] === 1,
      true_label: known === undefined || known < 0 ? "" : data.labels[known],
    };
  }

  function save(name, type, content) {
    const url = URL.createObjectURL(new Blob([content], { type: type + ";charset=utf-8" }));
    const link = assay.element("a", { href: url, download: name, hidden: "" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  }

  const FORMATS = {
    csv: { type: "text/csv", write: assay.toCsv },
    jsonl: { type: "application/x-ndjson", write: assay.toJsonl },
  };

  function fileName(what, format) {
    const stem = data.file_name.replace(/\.(gz|zst)$/, "").replace(/\.[a-z]+$/i, "");
    const safe = stem.replace(/[^\p{L}\p{N}._-]+/gu, "_").slice(0, 60) || "audit";
    return safe + "-" + what + "." + format;
  }

  function exportAs(what, columns, records, format) {
    const { type, write } = FORMATS[format];
    save(fileName(what, format), type, write(columns, records));
  }

  assay.exportDecisions = function (format) {
    const records = assay.decidedItems().map(decisionRecord);
    exportAs("decisions", DECISION_COLUMNS, records, format);
    assay.decisionsAreSaved();
  };

  assay.exportSelection = (format) =>
    exportAs("selection", SELECTION_COLUMNS, assay.selectedItems().map(selectionRecord), format);
})(window.assayReport);
