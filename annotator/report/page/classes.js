// The tables: interval pictures, sorting and folding of the table of classes, links from the pairs.
(function (assay) {
  "use strict";

  const ROW_LIMIT = 15;

  // The interval as a line on a scale that all rows share.
  function drawShares(table) {
    const cells = Array.from(table.querySelectorAll("td.share"));
    const most = d3.max(cells, (cell) => Number(cell.dataset.high)) || 0;
    const x = d3.scaleLinear([0, Math.min(1, Math.max(most, 0.01))], [4, 116]).clamp(true);
    table.tHead.rows[0].cells[3].append(
      assay.element(
        "span",
        { class: "scale-text" },
        " 0–" + d3.format(".2~g")(100 * x.domain()[1]) + "%",
      ),
    );
    for (const cell of cells) {
      const svg = d3
        .select(cell)
        .insert("svg", "span")
        .attr("class", "share-chart")
        .attr("viewBox", "0 0 120 16")
        .attr("aria-hidden", "true");
      svg
        .append("line")
        .attr("class", "scale")
        .attr("x1", 4)
        .attr("x2", 116)
        .attr("y1", 8)
        .attr("y2", 8);
      svg
        .append("line")
        .attr("class", "whisker")
        .attr("x1", x(Number(cell.dataset.low)))
        .attr("x2", x(Number(cell.dataset.high)))
        .attr("y1", 8)
        .attr("y2", 8);
      svg
        .append("circle")
        .attr("cx", x(Number(cell.dataset.sort)))
        .attr("cy", 8)
        .attr("r", 4);
    }
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

  function makeSortable(table, afterSort) {
    Array.from(table.tHead.rows[0].cells).forEach((header, column) => {
      const button = assay.element("button", { type: "button", class: "sort" }, header.textContent);
      button.addEventListener("click", () => {
        sortBy(table, header, column);
        afterSort();
      });
      header.replaceChildren(button);
    });
    table.tHead.rows[0].cells[2].setAttribute("aria-sort", "descending");
  }

  function makeFoldable(table) {
    const rows = table.tBodies[0].rows;
    let isFolded = rows.length > ROW_LIMIT + 5;
    const button = assay.element("button", { type: "button" });
    function apply() {
      Array.from(rows).forEach((row, i) =>
        row.classList.toggle("folded", isFolded && i >= ROW_LIMIT),
      );
      button.textContent = isFolded
        ? "Show all " + assay.count(rows.length) + " classes"
        : "Show fewer";
    }
    button.addEventListener("click", () => {
      isFolded = !isFolded;
      apply();
    });
    if (isFolded) document.getElementById("class-more").append(button);
    apply();
    return apply;
  }

  function linkPairs() {
    for (const row of document.querySelectorAll("#pair-table tbody tr")) {
      const given = Number(row.dataset.given);
      const suggested = Number(row.dataset.suggested);
      const cell = assay.element("td", { class: "action" });
      row.append(cell);
      if (!assay.canShowPair(given, suggested)) continue;
      const name =
        "Show suspects given " + assay.label(given) + ", suggested " + assay.label(suggested);
      const button = assay.element(
        "button",
        { type: "button", class: "quiet", "aria-label": name },
        "Show",
      );
      button.addEventListener("click", () => assay.showPair(given, suggested));
      cell.append(button);
    }
    const head = document.querySelector("#pair-table thead tr");
    if (head) head.append(assay.element("td", { class: "action" }));
  }

  assay.startTables = function () {
    const table = document.getElementById("class-table");
    makeSortable(table, makeFoldable(table));
    drawShares(table);
    linkPairs();
  };
})(window.assayReport);
