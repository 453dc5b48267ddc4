// How many labels are estimated wrong, flagged, and found by the recheck, on one scale.
(function (assay) {
  "use strict";

  const figures = assay.data.figures;

  function countRows() {
    const rows = [
      { name: "Flagged for review", value: figures.flagged, kind: "plain" },
      { name: "Recheck on the training set", value: figures.recheck, kind: "faint" },
    ];
    const estimate = figures.estimate;
    if (estimate) rows.unshift({ name: "Estimated wrong", kind: "strong", ...estimate });
    return rows;
  }

  function drawAxis(svg, x, bottom, tickCount) {
    const tick = assay
      .groups(svg, x.ticks(tickCount), (value) => [x(value), 0])
      .attr("class", "axis");
    tick.append("line").attr("class", "grid").attr("y2", bottom);
    tick
      .append("text")
      .attr("y", bottom + 16)
      .text(assay.count);
    const share = (value) => d3.format(".1~f")((100 * value) / Math.max(1, figures.items)) + "%";
    tick
      .append("text")
      .attr("class", "second")
      .attr("y", bottom + 31)
      .text(share);
  }

  function drawRow(row, x) {
    row
      .append("line")
      .attr("class", "stem")
      .attr("x1", x(0))
      .attr("x2", (d) => x(d.value));
    const estimated = row.filter((d) => d.high !== undefined);
    estimated
      .append("line")
      .attr("class", "whisker")
      .attr("x1", (d) => x(d.low))
      .attr("x2", (d) => x(d.high));
    row
      .append("circle")
      .attr("cx", (d) => x(d.value))
      .attr("r", 5.5);
  }

  assay.painters.counts = function (container, width) {
    const isNarrow = width < 560;
    const rows = countRows();
    const rowHeight = isNarrow ? 42 : 32;
    const left = isNarrow ? 8 : 200;
    const bottom = rows.length * rowHeight + 4;
    const most = d3.max(rows, (row) => Math.max(row.value, row.high || 0));
    const x = d3.scaleLinear([0, Math.max(most, 5) * 1.02], [left, width - 30]).nice(5);
    const svg = assay.frame(container, "counts-chart", width, bottom + 38);
    drawAxis(svg, x, bottom, isNarrow ? 4 : 6);
    const middle = isNarrow ? 28 : rowHeight / 2;
    const row = assay
      .groups(svg, rows, (d, i) => [0, i * rowHeight + middle])
      .attr("class", (d) => d.kind);
    const name = row
      .append("text")
      .attr("class", "row-name")
      .text((d) => d.name);
    if (isNarrow) name.attr("x", left).attr("y", -12);
    else
      name
        .attr("x", left - 14)
        .attr("y", 4)
        .attr("text-anchor", "end");
    drawRow(row, x);
  };
})(window.assayReport);
