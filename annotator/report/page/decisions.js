// What the reader selects and decides.  Kept in the memory of the page only, until it is exported.
(function (assay) {
  "use strict";

  const { items } = assay;
  const selected = new Uint8Array(items.count);
  let selectedCount = 0;
  let unsavedCount = 0;

  // By item: the index of the label that the reader says is right.
  assay.decisions = new Map();

  // What is known of the item's right label: the reader's word, else the audit's; else undefined.
  assay.trueLabel = function (i) {
    const decided = assay.decisions.get(i);
    return decided === undefined ? items.verified.get(i) : decided;
  };

  assay.decide = function (i, labelIndex) {
    if (labelIndex === null) assay.decisions.delete(i);
    else assay.decisions.set(i, labelIndex);
    ++unsavedCount;
  };

  assay.isSelected = (i) => selected[i] === 1;
  assay.selectedCount = () => selectedCount;

  assay.select = function (i, isWanted) {
    selectedCount += Number(isWanted) - selected[i];
    selected[i] = Number(isWanted);
  };

  assay.selectAll = function (indexes, isWanted) {
    for (const i of indexes) assay.select(i, isWanted);
  };

  // In rank order.
  assay.selectedItems = function () {
    const indexes = [];
    selected.forEach((isSelected, i) => isSelected && indexes.push(i));
    return indexes;
  };

  assay.decidedItems = () => Array.from(assay.decisions.keys()).sort((a, b) => a - b);

  assay.decisionsAreSaved = () => {
    unsavedCount = 0;
  };

  // How the decisions compare with what the audit expected of the same items.
  assay.decisionSummary = function () {
    let wrong = 0;
    let expected = 0;
    for (const [i, label] of assay.decisions) {
      wrong += Number(label !== items.given[i]);
      expected += items.errorProbability(i) || 0;
    }
    return {
      count: assay.decisions.size,
      wrong,
      expected: items.errors === null ? null : expected,
    };
  };

  window.addEventListener("beforeunload", (event) => {
    if (unsavedCount === 0 || assay.decisions.size === 0) return;
    event.preventDefault();
    event.returnValue = "";
  });
})(window.assayReport);
