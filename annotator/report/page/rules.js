// Whether rules would do: accuracies side by side, and the rules with their contradictions.
(function (assay) {
  "use strict";

  const rules = assay.data.rules;
  if (rules === undefined) return;

  const ROW_LIMIT = 12;
  const ROW_HEIGHT = 34;
  const rows = [
    { name: "Always the largest class", kind: "faint", share: rules.majority },
    { name: "The rules below, first match", kind: "plain", share: rules.rules },
    { name: "The models of this audit", kind: "strong", share: rules.model },
  ];

  function drawAxis(svg, x, bottom) {
    const tick = assay.groups(svg, [0, 0.2, 0.4, 0.6, 0.8, 1], (value) => [x(value), 0]);
    tick.attr("class", "axis").append("line").attr("class", "grid").attr("y2", bottom);
    tick
      .append("text")
      .attr("y", bottom + 16)
      .text(d3.format(".0%"));
  }

  function drawBar(row, x) {
    const at = (k) => (d) => x(Math.min(1, Math.max(0, d.share[k])));
    const bar = row.append("rect").attr("class", "bar-fill").attr("x", x(0)).attr("y", -8);
    bar
      .attr("height", 16)
      .attr("rx", 2)
      .attr("width", (d) => at(0)(d) - x(0));
    const whisker = row.append("line").attr("class", "whisker");
    whisker.attr("x1", at(1)).attr("x2", at(2));
    const value = row.append("text").attr("class", "value").attr("y", 4);
    value.attr("x", (d) => at(2)(d) + 10).text((d) => assay.percent(d.share[0]));
  }

  assay.painters.rules = function (container, width) {
    const isNarrow = width < 560;
    const height = isNarrow ? ROW_HEIGHT + 14 : ROW_HEIGHT;
    const left = isNarrow ? 4 : 210;
    const bottom = rows.length * height + 2;
    const x = d3.scaleLinear([0, 1], [left, width - 64]);
    const svg = assay.frame(container, "rule-chart", width, bottom + 24);
    drawAxis(svg, x, bottom);
    const middle = isNarrow ? height - 16 : height / 2;
    const row = assay.groups(svg, rows, (d, i) => [0, i * height + middle]);
    row.attr("class", (d) => d.kind);
    const name = row
      .append("text")
      .attr("class", "row-name")
      .text((d) => d.name);
    name.attr("x", isNarrow ? left : left - 14).attr("y", isNarrow ? -14 : 4);
    name.attr("text-anchor", isNarrow ? "start" : "end");
    drawBar(row, x);
  };

  function showContradictions(index, name) {
    const found = rules.contradictions[index].map(assay.items.find);
    const known = found.filter((i) => i !== undefined);
    assay.showOnly({ only: new Set(known), onlyName: name });
  }

  function linkContradictions(row) {
    const index = Number(row.dataset.rule);
    const ids = rules.contradictions[index];
    if (ids.length === 0) return;
    const [label, terms] = [row.cells[0].textContent, row.cells[1].textContent];
    const cell = row.querySelector(".contradictions");
    const text = cell.textContent;
    const name = `contradicting “${terms}” is ${label}`;
    const button = assay.button(text, () => showContradictions(index, name), {
      class: "link",
      "aria-label": `Show ${ids.length} of ${text} items ` + name,
    });
    cell.replaceChildren(button);
  }

  // A class is named once, above its rules.
  function hideRepeatedLabels(table) {
    let last = null;
    for (const row of table.tBodies[0].rows) {
      const label = row.cells[0].textContent;
      row.classList.toggle("repeated", label === last);
      last = label;
    }
  }

  assay.startRules = function () {
    const table = document.getElementById("rule-table");
    if (table === null) return;
    assay.drawShares(table);
    hideRepeatedLabels(table);
    assay.makeFoldable(table, ROW_LIMIT, "rules", document.getElementById("rule-more"));
    if (assay.items.count > 0) Array.from(table.tBodies[0].rows).forEach(linkContradictions);
  };
})(window.assayReport);
