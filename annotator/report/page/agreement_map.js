// Cohen's kappa of each two annotators as a map: blue above chance, orange below.
(function (assay) {
  "use strict";

  const FONT_SIZE = 12;
  const NUMBER_WIDTH = 30;
  const SMALLEST_CELL = 9;
  const HINT = "Point at a cell to read it.";
  // names, and flat [first, second, kappa or null, agreement, common items, ...]
  const { names, pairs } = assay.data.pair_map;
  const cellAt = new Map();
  for (let k = 0; k < pairs.length; k += 5) {
    const [i, j, kappa, agreement, count] = pairs.slice(k, k + 5);
    cellAt.set(i * names.length + j, { kappa, agreement, count });
    cellAt.set(j * names.length + i, { kappa, agreement, count });
  }
  const pairOf = (i, j) => cellAt.get(i * names.length + j);
  const strength = (kappa) => 0.08 + 0.92 * Math.min(1, Math.abs(kappa));
  let readout = null;

  function layOut(width) {
    const longest = d3.max(names, (name) => assay.textWidth(name, FONT_SIZE)) || 0;
    const left = Math.min(longest, width < 520 ? 84 : 170) + 10;
    const slant = Math.min(longest, 120);
    const right = slant * Math.cos(Math.PI / 4) + 4;
    const least = names.length > 24 ? SMALLEST_CELL : 24;
    const cell = Math.max(least, Math.min(64, (width - left - right) / names.length));
    const isFlat = longest <= cell - 8;
    const font = Math.min(FONT_SIZE, Math.max(8, cell - 1));
    const height = Math.min(cell, 40);
    const top = isFlat ? 24 : slant * Math.sin(Math.PI / 4) + 16;
    return { left, cell, height, isFlat, slant, font, top, right: isFlat ? 4 : right };
  }

  function drawNames(svg, { left, top, cell, height, isFlat, slant, font }) {
    const row = assay.groups(svg, names, (_, i) => [left - 8, top + (i + 0.5) * height + font / 3]);
    row
      .append("text")
      .attr("text-anchor", "end")
      .text((name) => assay.fitText(name, left - 10, font));
    const column = assay.groups(svg, names, (_, i) => [left + (i + 0.5) * cell, top - 8]);
    column
      .append("text")
      .attr("text-anchor", isFlat ? "middle" : "start")
      .attr("transform", isFlat ? null : "rotate(-45)")
      .text((name) => assay.fitText(name, slant, font));
    for (const group of [row, column]) {
      group.attr("class", "name").style("font-size", font + "px");
      group.append("title").text((name) => name);
    }
  }

  function cellClass(i, j) {
    if (i === j) return "same";
    const pair = pairOf(i, j);
    if (pair === undefined || pair.kappa === null) return "empty";
    return pair.kappa < 0 ? "below" : "above";
  }

  function drawCells(svg, { left, top, cell, height }) {
    const all = d3.cross(d3.range(names.length), d3.range(names.length), (i, j) => ({ i, j }));
    const gap = cell > 14 ? 2 : 1;
    svg
      .append("g")
      .selectAll("rect")
      .data(all)
      .join("rect")
      .attr("class", ({ i, j }) => cellClass(i, j))
      .attr("x", ({ j }) => left + j * cell)
      .attr("y", ({ i }) => top + i * height)
      .attr("width", cell - gap)
      .attr("height", height - gap)
      .attr("fill-opacity", ({ i, j }) => {
        const pair = pairOf(i, j);
        return i === j || pair === undefined || pair.kappa === null ? null : strength(pair.kappa);
      });
    if (cell < NUMBER_WIDTH) return;
    const known = all.filter(({ i, j }) => i !== j && (pairOf(i, j) || {}).kappa != null);
    assay
      .groups(svg, known, ({ i, j }) => [left + (j + 0.5) * cell - 1, top + (i + 0.5) * height + 3])
      .attr("class", "value")
      .classed("middle", ({ i, j }) => strength(pairOf(i, j).kappa) > 0.5)
      .classed("strong", ({ i, j }) => strength(pairOf(i, j).kappa) > 0.75)
      .append("text")
      .text(({ i, j }) => pairOf(i, j).kappa.toFixed(2).replace("-", "−"));
  }

  function describe(i, j) {
    if (i === j) return names[i];
    const pair = pairOf(i, j);
    const both = names[i] + " and " + names[j] + ": ";
    if (pair === undefined) return both + "no common items";
    const kappa =
      pair.kappa === null ? "kappa undefined" : "kappa " + pair.kappa.toFixed(3).replace("-", "−");
    return `${both}${kappa}, agreement ${assay.percent(pair.agreement)} on ${assay.plural(
      pair.count,
      "common item"
    )}`;
  }

  assay.painters["pair-map"] = function (container, width) {
    const layout = layOut(width);
    const { left, top, cell, height } = layout;
    const size = names.length;
    const svg = assay.frame(
      container,
      "pair-map",
      Math.ceil(left + size * cell + layout.right),
      Math.ceil(top + size * height + 4)
    );
    drawNames(svg, layout);
    drawCells(svg, layout);
    const frame = svg.append("rect").attr("class", "hovered").attr("visibility", "hidden");
    frame.attr("width", cell).attr("height", height);
    svg.node().addEventListener("pointermove", (event) => {
      const box = svg.node().getBoundingClientRect();
      const scale = svg.node().viewBox.baseVal.width / box.width;
      const j = Math.floor(((event.clientX - box.left) * scale - left) / cell);
      const i = Math.floor(((event.clientY - box.top) * scale - top) / height);
      const isCell = i >= 0 && j >= 0 && i < size && j < size;
      frame.attr("visibility", isCell ? "visible" : "hidden");
      readout.textContent = isCell ? describe(i, j) : HINT;
      if (isCell) frame.attr("x", left + j * cell - 0.5).attr("y", top + i * height - 0.5);
    });
  };

  function keyEntry(name, opacity, text) {
    const square = assay.svgElement("rect", {
      class: name,
      width: 13,
      height: 13,
      "fill-opacity": opacity,
    });
    const picture = assay.svgElement(
      "svg",
      { class: "pair-map", width: 13, height: 13, "aria-hidden": "true" },
      square
    );
    return assay.element("span", {}, picture, text);
  }

  assay.startPairMap = function () {
    const place = document.getElementById("pair-controls");
    if (place === null) return;
    readout = assay.element("p", { class: "map-readout" }, HINT);
    place.append(
      assay.element(
        "div",
        { class: "map-key" },
        keyEntry("above", 1, "1, always the same"),
        keyEntry("above", 0.5, "0.5"),
        keyEntry("above", 0.08, "0, as by chance"),
        keyEntry("below", 0.6, "below chance"),
        keyEntry("empty", null, "no common items, or undefined")
      ),
      readout
    );
  };
})(window.assayReport);
