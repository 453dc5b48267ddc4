// The three pictures: counts side by side, heat map, histogram.  They are drawn to the width that
// is there and drawn again when it changes; colours come from page.css, so themes need no redrawing.
(function (assay) {
  "use strict";

  // What A4 and Letter have between their margins, in CSS pixels.
  const PAPER_WIDTH = 680;
  const figures = assay.data.figures;
  const pen = document.createElement("canvas").getContext("2d");

  function textWidth(text, size) {
    pen.font = size + "px " + getComputedStyle(document.body).fontFamily;
    return pen.measureText(text).width;
  }

  // `text`, shortened in the middle to at most `width` pixels: labels of one data set often begin
  // alike and often end alike.
  function fit(text, width, size) {
    if (textWidth(text, size) <= width) return text;
    const characters = Array.from(text);
    let shortened = "…";
    for (let kept = 2; kept < characters.length; ++kept) {
      const head = characters
        .slice(0, Math.ceil(kept * 0.55))
        .join("")
        .trimEnd();
      const tail = characters
        .slice(characters.length - Math.floor(kept * 0.45))
        .join("")
        .trimStart();
      if (textWidth(head + "…" + tail, size) > width) break;
      shortened = head + "…" + tail;
    }
    return shortened;
  }

  function frame(container, width, height) {
    d3.select(container).selectAll("*").remove();
    return d3
      .select(container)
      .append("svg")
      .attr("viewBox", [0, 0, width, height].join(" "))
      .attr("width", width)
      .attr("height", height)
      .attr("aria-hidden", "true");
  }

  function countRows() {
    const rows = [
      { name: "Flagged for review", value: figures.flagged, kind: "plain" },
      { name: "Recheck on the training set", value: figures.recheck, kind: "faint" },
    ];
    const estimate = figures.estimate;
    if (estimate)
      rows.unshift(Object.assign({ name: "Estimated wrong", kind: "strong" }, estimate));
    return rows;
  }

  function countAxis(svg, x, top, bottom, tickCount) {
    const tick = svg
      .append("g")
      .attr("class", "axis")
      .selectAll("g")
      .data(x.ticks(tickCount))
      .join("g")
      .attr("transform", (value) => "translate(" + x(value) + ",0)");
    tick.append("line").attr("class", "grid").attr("y1", top).attr("y2", bottom);
    tick
      .append("text")
      .attr("y", bottom + 16)
      .text((value) => assay.count(value));
    tick
      .append("text")
      .attr("class", "second")
      .attr("y", bottom + 31)
      .text((value) => d3.format(".1~f")((100 * value) / Math.max(1, figures.items)) + "%");
  }

  function drawCounts(container, width) {
    const isNarrow = width < 560;
    const rows = countRows();
    const rowHeight = isNarrow ? 42 : 32;
    const left = isNarrow ? 8 : 200;
    const bottom = rows.length * rowHeight + 4;
    const top = d3.max(rows, (row) => Math.max(row.value, row.high || 0));
    const x = d3.scaleLinear([0, Math.max(top, 5) * 1.02], [left, width - 30]).nice(5);
    const svg = frame(container, width, bottom + 38).attr("class", "counts-chart");
    countAxis(svg, x, 0, bottom, isNarrow ? 4 : 6);
    const row = svg
      .selectAll("g.row")
      .data(rows)
      .join("g")
      .attr("class", (d) => "row " + d.kind)
      .attr(
        "transform",
        (d, i) => "translate(0," + (i * rowHeight + (isNarrow ? 28 : rowHeight / 2)) + ")",
      );
    row
      .append("text")
      .attr("class", "row-name")
      .attr("x", isNarrow ? left : left - 14)
      .attr("y", isNarrow ? -12 : 4)
      .attr("text-anchor", isNarrow ? "start" : "end")
      .text((d) => d.name);
    row
      .append("line")
      .attr("class", "stem")
      .attr("x1", x(0))
      .attr("x2", (d) => x(d.value));
    row
      .filter((d) => d.high !== undefined)
      .append("line")
      .attr("class", "whisker")
      .attr("x1", (d) => x(d.low))
      .attr("x2", (d) => x(d.high));
    row
      .append("circle")
      .attr("cx", (d) => x(d.value))
      .attr("r", 5.5);
  }

  function heatLayout(available, names) {
    const size = 12;
    const longest = d3.max(names, (name) => textWidth(name, size)) || 0;
    const left = Math.min(longest, available < 520 ? 84 : 170) + 10;
    const slant = Math.min(longest, 150);
    const right = slant * 0.72;
    const cell = Math.max(24, Math.min(120, (available - left - right) / names.length));
    const isFlat = longest <= cell - 8;
    return {
      size,
      left,
      cell,
      isFlat,
      slant,
      height: Math.min(cell, 44),
      right: isFlat ? 4 : right,
      top: isFlat ? 24 : slant * 0.72 + 16,
    };
  }

  function heatLabels(svg, names, layout) {
    const { size, left, top, cell, height } = layout;
    svg
      .append("g")
      .selectAll("text")
      .data(names)
      .join("text")
      .attr("class", "row-label")
      .attr("x", left - 8)
      .attr("y", (name, i) => top + (i + 0.5) * height + 4)
      .attr("text-anchor", "end")
      .text((name) => fit(name, left - 10, size))
      .append("title")
      .text((name) => name);
    svg
      .append("g")
      .selectAll("text")
      .data(names)
      .join("text")
      .attr("class", "column-label")
      .attr(
        "transform",
        (name, i) =>
          "translate(" +
          (left + (i + 0.5) * cell) +
          "," +
          (top - 8) +
          ")" +
          (layout.isFlat ? "" : " rotate(-45)"),
      )
      .attr("text-anchor", layout.isFlat ? "middle" : "start")
      .text((name) => fit(name, layout.slant, size))
      .append("title")
      .text((name) => name);
  }

  function heatCells() {
    const { labels, counts } = assay.data.heat_map;
    const cells = [];
    counts.forEach((row, i) =>
      row.forEach((count, j) => {
        cells.push({ i, j, count, given: labels[i], suggested: labels[j] });
      }),
    );
    return cells;
  }

  function drawHeatMap(container, width) {
    const names = assay.data.heat_map.labels.map((index) => assay.label(index) || "(empty)");
    const layout = heatLayout(width, names);
    const { left, top, cell, height } = layout;
    const cells = heatCells();
    const most = d3.max(cells, (d) => d.count) || 1;
    // The area of ink follows the root, so that small counts can be seen beside large ones.
    const strength = d3.scaleSqrt([0, most], [0.04, 1]);
    const svg = frame(
      container,
      Math.ceil(left + names.length * cell + layout.right),
      Math.ceil(top + names.length * height + 4),
    ).attr("class", "heat-map");
    heatLabels(svg, names, layout);
    const group = svg
      .append("g")
      .selectAll("g")
      .data(cells)
      .join("g")
      .attr("class", "cell")
      .attr(
        "transform",
        (d) => "translate(" + (left + d.j * cell) + "," + (top + d.i * height) + ")",
      )
      .classed("same", (d) => d.i === d.j)
      .classed("dark", (d) => strength(d.count) > 0.8)
      .classed("clickable", (d) => d.count > 0 && assay.canShowPair(d.given, d.suggested));
    group.filter(".clickable").each(function (d) {
      this.addEventListener("click", () => assay.showPair(d.given, d.suggested));
    });
    group
      .append("rect")
      .attr("width", cell - 2)
      .attr("height", height - 2)
      .attr("rx", 2)
      .attr("fill-opacity", (d) => (d.i === d.j ? null : strength(d.count)));
    group
      .filter((d) => d.count > 0)
      .append("text")
      .attr("x", cell / 2 - 1)
      .attr("y", height / 2 + 3)
      .text((d) =>
        d.count < 1000 || cell > 40 ? assay.count(d.count) : d3.format(".2~s")(d.count),
      );
    group
      .append("title")
      .text((d) =>
        d.i === d.j
          ? names[d.i]
          : "Given " +
            names[d.i] +
            ", suggested " +
            names[d.j] +
            ": " +
            assay.count(d.count) +
            " flagged",
      );
  }

  function legend(svg, left) {
    const entries = [
      ["flagged", "Flagged"],
      ["rest", "Not flagged"],
    ];
    const entry = svg
      .append("g")
      .selectAll("g")
      .data(entries)
      .join("g")
      .attr("transform", (d, i) => "translate(" + (left + i * 100) + ",4)");
    entry
      .append("rect")
      .attr("class", (d) => "bin " + d[0])
      .attr("width", 12)
      .attr("height", 12)
      .attr("rx", 2);
    entry
      .append("text")
      .attr("class", "legend")
      .attr("x", 18)
      .attr("y", 10.5)
      .text((d) => d[1]);
  }

  function drawHistogram(container, width) {
    const { flagged, rest } = assay.data.histogram;
    const height = 260;
    const margin = { top: 28, right: 12, bottom: 44, left: 52 };
    const x = d3.scaleLinear([0, 1], [margin.left, width - margin.right]);
    const most = d3.max(flagged, (count, i) => count + rest[i]);
    const y = d3.scaleLinear([0, Math.max(most, 5)], [height - margin.bottom, margin.top]).nice(5);
    const svg = frame(container, width, height).attr("class", "histogram");
    const grid = svg
      .append("g")
      .attr("class", "axis")
      .selectAll("g")
      .data(y.ticks(5))
      .join("g")
      .attr("transform", (value) => "translate(0," + y(value) + ")");
    grid
      .append("line")
      .attr("class", "grid")
      .attr("x1", margin.left)
      .attr("x2", width - margin.right);
    grid
      .append("text")
      .attr("class", "y")
      .attr("x", margin.left - 8)
      .attr("y", 4)
      .text(assay.count);
    const bin = 1 / flagged.length;
    const group = svg
      .append("g")
      .selectAll("g")
      .data(flagged.map((count, i) => [count, rest[i]]))
      .join("g")
      .attr("transform", (d, i) => "translate(" + (x(i * bin) + 0.75) + ",0)");
    const breadth = Math.max(1, x(bin) - x(0) - 1.5);
    group
      .append("rect")
      .attr("class", "bin flagged")
      .attr("width", breadth)
      .attr("y", (d) => y(d[0]))
      .attr("height", (d) => y(0) - y(d[0]));
    group
      .append("rect")
      .attr("class", "bin rest")
      .attr("width", breadth)
      .attr("y", (d) => y(d[0] + d[1]))
      .attr("height", (d) => y(d[0]) - y(d[0] + d[1]));
    group
      .append("title")
      .text(
        (d, i) =>
          "Score " +
          (i * bin).toFixed(2) +
          "–" +
          ((i + 1) * bin).toFixed(2) +
          ": " +
          assay.count(d[0]) +
          " flagged, " +
          assay.count(d[1]) +
          " not",
      );
    scoreAxis(svg, x, height, margin);
    legend(svg, margin.left);
  }

  function scoreAxis(svg, x, height, margin) {
    const axis = svg.append("g").attr("class", "axis");
    axis
      .append("line")
      .attr("class", "base")
      .attr("x1", x(0))
      .attr("x2", x(1))
      .attr("y1", height - margin.bottom)
      .attr("y2", height - margin.bottom);
    axis
      .selectAll("text")
      .data([0, 0.2, 0.4, 0.6, 0.8, 1])
      .join("text")
      .attr("x", x)
      .attr("y", height - margin.bottom + 17)
      .text((value) => value.toFixed(1));
    axis
      .append("text")
      .attr("class", "second end-left")
      .attr("x", x(0))
      .attr("y", height - 6)
      .text("← suspicious");
    axis
      .append("text")
      .attr("class", "second end-right")
      .attr("x", x(1))
      .attr("y", height - 6)
      .text("unsuspicious →");
  }

  const painters = { counts: drawCounts, "heat-map": drawHeatMap, histogram: drawHistogram };

  function drawCharts(fixedWidth) {
    for (const container of document.querySelectorAll("[data-chart]")) {
      const width = fixedWidth || container.clientWidth;
      if (width > 0) painters[container.dataset.chart](container, width);
    }
  }

  assay.startCharts = function () {
    drawCharts();
    let width = document.body.clientWidth;
    new ResizeObserver(() => {
      if (document.body.clientWidth === width) return;
      width = document.body.clientWidth;
      requestAnimationFrame(() => drawCharts());
    }).observe(document.body);
    window.addEventListener("beforeprint", () => drawCharts(PAPER_WIDTH));
    window.addEventListener("afterprint", () => drawCharts());
  };
})(window.assayReport);
