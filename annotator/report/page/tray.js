// The bar at the foot of the window: what has been selected and decided, and how to take it along.
(function (assay) {
  "use strict";

  const { element, button } = assay;
  const parts = {};

  function exportGroup(title, act) {
    const group = element("span", { class: "export" }, title + " ");
    for (const format of ["csv", "jsonl"]) {
      group.append(
        button(format.toUpperCase(), () => act(format), {
          class: "quiet",
          "aria-label": title + " as " + format.toUpperCase(),
        })
      );
    }
    return group;
  }

  function decisionText() {
    const { count, wrong, expected } = assay.decisionSummary();
    const compared = expected === null ? "" : ` (${d3.format(",.1f")(expected)} expected)`;
    return assay.count(count) + " decided, " + assay.count(wrong) + " wrong" + compared;
  }

  function decideSelected(labelOf) {
    for (const i of assay.selectedItems()) assay.decide(i, labelOf(i));
    assay.refreshCards();
    assay.showTray();
  }

  function selectionPart() {
    parts.selected = element("strong", {});
    const act = (title, labelOf) =>
      button(title, () => decideSelected(labelOf), { class: "quiet" });
    return element(
      "div",
      { class: "tray-part" },
      parts.selected,
      act("Take suggestions", (i) => assay.items.suggested[i]),
      act("Labels are right", (i) => assay.items.given[i]),
      act("Undo decisions", () => null),
      button("Unselect", assay.unselectAll, { class: "quiet" }),
      exportGroup("Export selection", assay.exportSelection)
    );
  }

  function decisionPart() {
    parts.decided = element("strong", {});
    return element(
      "div",
      { class: "tray-part" },
      parts.decided,
      exportGroup("Export decisions", assay.exportDecisions),
      element(
        "span",
        { class: "small hint" },
        "for ",
        element("code", {}, "assay audit --verified")
      )
    );
  }

  assay.unselectAll = function () {
    assay.selectAll(assay.selectedItems(), false);
    assay.refreshCards();
    assay.showTray();
  };

  assay.showTray = function () {
    const selectedCount = assay.selectedCount();
    parts.selection.hidden = selectedCount === 0;
    parts.decisions.hidden = assay.decisions.size === 0;
    parts.tray.hidden = parts.selection.hidden && parts.decisions.hidden;
    parts.selected.textContent = assay.count(selectedCount) + " selected";
    parts.decided.textContent = decisionText();
  };

  assay.startTray = function () {
    parts.selection = selectionPart();
    parts.decisions = decisionPart();
    parts.tray = element(
      "aside",
      { class: "tray", "aria-label": "Selection and decisions" },
      element("div", { class: "tray-inner" }, parts.decisions, parts.selection)
    );
    document.body.append(parts.tray);
    assay.showTray();
  };
})(window.assayReport);
