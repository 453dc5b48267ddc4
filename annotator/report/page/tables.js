// What tables share: interval pictures, sorting, folding.
(function (assay) {
  "use strict";

  const PICTURE_WIDTH = 200;
  const INSET = 5;

  // Draws the interval of each td.share as a line, on one scale, from 0 to 1 at most; `reference`
  // is marked where it is given.
  assay.drawShares = function (table, reference) {
    const cells = Array.from(table.querySelectorAll("td.share"));
    const most = d3.max(cells, (cell) => Number(cell.dataset.high)) || 0;
    const domain = [0, Math.min(1, Math.max(most, 0.01))];
    const x = d3.scaleLinear(domain, [INSET, PICTURE_WIDTH - INSET]).clamp(true);
    const header = table.querySelector("th.share");
    header.append(scale(x));
    for (const cell of cells) cell.prepend(picture(cell, x, reference));
  };

  function line(name, x1, x2, y1, y2) {
    return assay.svgElement("line", { class: name, x1, x2, y1, y2 });
  }

  function picture(cell, x, reference) {
    const at = (key) => x(Number(cell.dataset[key])).toFixed(2);
    return assay.svgElement(
      "svg",
      { class: "share-chart", viewBox: `0 0 ${PICTURE_WIDTH} 16`, "aria-hidden": "true" },
      line("scale", INSET, PICTURE_WIDTH - INSET, 8, 8),
      reference === undefined ? null : line("reference", x(reference), x(reference), 0, 16),
      line("whisker", at("low"), at("high"), 8, 8),
      assay.svgElement("circle", { cx: at("sort"), cy: 8, r: 4 })
    );
  }

  function scale(x) {
    const end = d3.format(".2~r")(100 * x.domain()[1]) + "%";
    return assay.element(
      "span",
      { class: "scale-text", "aria-hidden": "true" },
      assay.element("span", {}, "0"),
      assay.element("span", {}, end)
    );
  }

  function sortKey(row, column) {
    const cell = row.cells[column];
    return cell.dataset.sort === undefined ? cell.textContent : Number(cell.dataset.sort);
  }

  function sortBy(table, header, column) {
    const isRising =
      header.getAttribute("aria-sort") === "descending" ||
      (column === 0 && header.getAttribute("aria-sort") !== "ascending");
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", isRising ? "ascending" : "descending");
    const order = isRising ? d3.ascending : d3.descending;
    const body = table.tBodies[0];
    const rows = Array.from(body.rows);
    body.append(...rows.sort((a, b) => order(sortKey(a, column), sortKey(b, column))));
  }

  assay.makeSortable = function (table, sortedColumn, afterSort) {
    const headers = Array.from(table.tHead.rows[0].cells);
    headers.forEach((header, column) => {
      const sort = () => {
        sortBy(table, header, column);
        afterSort();
      };
      header.replaceChildren(assay.button(header.textContent, sort, { class: "sort" }));
    });
    headers[sortedColumn].setAttribute("aria-sort", "descending");
  };

  // Shows the first `limit` rows until the button in `place` is pressed.  Returns what to call
  // after the rows have changed their order.
  assay.makeFoldable = function (table, limit, noun, place) {
    const rows = table.tBodies[0].rows;
    const canFold = rows.length > limit + 5;
    let isFolded = canFold;
    const button = assay.button("", () => {
      isFolded = !isFolded;
      apply();
    });
    function apply() {
      Array.from(rows).forEach((row, i) => row.classList.toggle("folded", isFolded && i >= limit));
      button.textContent = isFolded ? `Show all ${assay.count(rows.length)} ${noun}` : "Show fewer";
    }
    if (canFold) place.append(button);
    apply();
    return apply;
  };
})(window.assayReport);
