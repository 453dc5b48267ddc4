// Starts the page.  data-page on the root element says how that went.
(function (assay) {
  "use strict";

  const PICTURE_WIDTH = 208;
  const INSET = 5;
  const root = document.documentElement;

  function line(name, x1, x2, y1, y2) {
    return assay.svgElement("line", { class: name, x1, x2, y1, y2 });
  }

  function picture(cell, x) {
    const at = (key) => x(Number(cell.dataset[key])).toFixed(2);
    const zero = x(0).toFixed(2);
    const children = [line("scale", INSET, PICTURE_WIDTH - INSET, 8, 8), line("zero", zero, zero, 1, 15)];
    if (cell.dataset.low !== undefined) children.push(line("whisker", at("low"), at("high"), 8, 8));
    children.push(assay.svgElement("circle", { cx: at("sort"), cy: 8, r: 4 }));
    return assay.svgElement(
      "svg",
      { class: "range-chart", viewBox: `0 0 ${PICTURE_WIDTH} 16`, "aria-hidden": "true" },
      ...children
    );
  }

  // The value and the interval of each td.range on one scale, to 1, from 0 or the least below it.
  function drawRanges(table) {
    const cells = Array.from(table.querySelectorAll("td.range[data-sort]"));
    const ends = cells.map((cell) => Number(cell.dataset.low || cell.dataset.sort));
    const least = Math.max(-1, Math.floor(10 * Math.min(0, ...ends)) / 10);
    const x = d3.scaleLinear([least, 1], [INSET, PICTURE_WIDTH - INSET]).clamp(true);
    for (const cell of cells) cell.prepend(picture(cell, x));
    const header = table.querySelector("th.range");
    if (header === null) return;
    header.append(
      assay.element(
        "span",
        { class: "scale-text", "aria-hidden": "true" },
        assay.element("span", {}, String(least).replace("-", "−")),
        assay.element("span", {}, "1")
      )
    );
  }

  function startTable(id, sortedColumn, noun) {
    const table = document.getElementById(id);
    if (table === null) return;
    const more = document.getElementById(id + "-more");
    const fold = more === null ? () => {} : assay.makeFoldable(table, 15, noun, more);
    if (sortedColumn !== null) assay.makeSortable(table, sortedColumn, fold);
    drawRanges(table);
  }

  function startTheme() {
    const button = document.getElementById("theme");
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    const isDark = () => (root.dataset.theme || (system.matches ? "dark" : "light")) === "dark";
    const name = () => {
      const other = isDark() ? "Light" : "Dark";
      button.textContent = other;
      button.setAttribute("aria-label", other + " theme");
    };
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      name();
    });
    system.addEventListener("change", name);
    name();
  }

  root.dataset.page = "failed";
  for (const part of document.querySelectorAll(".needs-script")) part.hidden = false;
  startTheme();
  startTable("coefficient-table", null, "coefficients");
  startTable("class-table", 1, "classes");
  startTable("annotator-table", 1, "annotators");
  assay.startPairMap();
  assay.startCharts();
  root.dataset.page = "ready";
})(window.assayReport);
