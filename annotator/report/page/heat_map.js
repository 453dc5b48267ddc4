// Flagged items by given and suggested label.
(function (assay) {
  "use strict";

  const FONT_SIZE = 12;
  const { labels, counts } = assay.data.heat_map;
  const names = labels.map((index) => assay.label(index) || "(empty)");

  function layOut(width) {
    const longest = d3.max(names, (name) => assay.textWidth(name, FONT_SIZE)) || 0;
    const left = Math.min(longest, width < 520 ? 84 : 170) + 10;
    // Column names lie flat where they fit; else they rise at 45 degrees, to the right of the cell.
    const slant = Math.min(longest, 150);
    const right = slant * 0.72;
    const cell = Math.max(24, Math.min(120, (width - left - right) / names.length));
    const isFlat = longest <= cell - 8;
    const height = Math.min(cell, 44);
    return {
      left,
      cell,
      height,
      isFlat,
      slant,
      right: isFlat ? 4 : right,
      top: isFlat ? 24 : right + 16,
    };
  }

  function drawNames(svg, layout) {
    const { left, top, cell, height } = layout;
    const row = assay.groups(svg, names, (name, i) => [left - 8, top + (i + 0.5) * height + 4]);
    row
      .append("text")
      .attr("text-anchor", "end")
      .text((name) => assay.fitText(name, left - 10, FONT_SIZE));
    const column = assay.groups(svg, names, (name, i) => [left + (i + 0.5) * cell, top - 8]);
    column
      .append("text")
      .attr("text-anchor", layout.isFlat ? "middle" : "start")
      .attr("transform", layout.isFlat ? null : "rotate(-45)")
      .text((name) => assay.fitText(name, layout.slant, FONT_SIZE));
    for (const group of [row, column]) group.append("title").text((name) => name);
  }

  function title(d) {
    if (d.i === d.j) return names[d.i];
    return `Given ${names[d.i]}, suggested ${names[d.j]}: ${assay.count(d.count)} flagged`;
  }

  function cells() {
    const given = labels.map((label, i) =>
      labels.map((other, j) => ({ i, j, count: counts[i][j], given: label, suggested: other })),
    );
    return given.flat();
  }

  function drawCells(svg, layout) {
    const { left, top, cell, height } = layout;
    const most = d3.max(counts, (row) => d3.max(row)) || 1;
    // The strength follows the root, so that small counts can be seen beside large ones.
    const strength = d3.scaleSqrt([0, most], [0.04, 1]);
    const group = assay
      .groups(svg, cells(), (d) => [left + d.j * cell, top + d.i * height])
      .attr("class", "cell")
      .classed("same", (d) => d.i === d.j)
      .classed("middle", (d) => strength(d.count) > 0.55 && strength(d.count) <= 0.8)
      .classed("strong", (d) => strength(d.count) > 0.8)
      .classed("clickable", (d) => d.count > 0 && assay.canShowPair(d.given, d.suggested));
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
    group.append("title").text(title);
    group.filter(".clickable").each(function (d) {
      this.addEventListener("click", () => assay.showPair(d.given, d.suggested));
    });
  }

  assay.painters["heat-map"] = function (container, width) {
    const layout = layOut(width);
    const svg = assay.frame(
      container,
      "heat-map",
      Math.ceil(layout.left + names.length * layout.cell + layout.right),
      Math.ceil(layout.top + names.length * layout.height + 4),
    );
    drawNames(svg, layout);
    drawCells(svg, layout);
  };
})(window.assayReport);
