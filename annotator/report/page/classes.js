// The table of classes and the table of confused pairs: pictures, order, and ways to the suspects.
(function (assay) {
  "use strict";

  const ROW_LIMIT = 15;

  // Makes what `cell` says a button.
  function makeButton(cell, name, action) {
    const content = Array.from(cell.childNodes);
    const button = assay.button("", action, { class: "link", title: name, "aria-label": name });
    button.append(...content);
    cell.append(button);
  }

  function linkClasses(table) {
    for (const row of table.tBodies[0].rows) {
      const index = Number(row.dataset.class);
      const name = "Show the suspects given " + assay.label(index);
      makeButton(row.cells[0], name, () => assay.showOnly({ given: String(index) }));
    }
  }

  function overallShare() {
    const { estimate, items } = assay.data.figures;
    return estimate && items > 0 ? estimate.value / items : undefined;
  }

  function linkPairs() {
    for (const row of document.querySelectorAll("#pair-table tbody tr")) {
      const given = Number(row.dataset.given);
      const suggested = Number(row.dataset.suggested);
      const names = assay.label(given) + ", suggested " + assay.label(suggested);
      const show = () =>
        assay.showOnly({ given: String(given), suggested: String(suggested), flag: "yes" });
      const button = assay.button("Show", show, {
        class: "quiet",
        "aria-label": "Show suspects given " + names,
      });
      row.append(assay.element("td", { class: "action" }, button));
    }
    const head = document.querySelector("#pair-table thead tr");
    if (head) head.append(assay.element("td", { class: "action" }));
  }

  assay.startClasses = function () {
    const table = document.getElementById("class-table");
    const fold = assay.makeFoldable(
      table,
      ROW_LIMIT,
      "classes",
      document.getElementById("class-more")
    );
    assay.makeSortable(table, 1, fold);
    assay.drawShares(table, overallShare());
    if (assay.items.count > 0) {
      linkClasses(table);
      linkPairs();
    }
  };
})(window.assayReport);
