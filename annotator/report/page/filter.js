// Which items the list shows, and in which order.
(function (assay) {
  "use strict";

  const { items, data } = assay;

  // What is searched: by label for itself, by item the id and the text.
  const labelTexts = data.labels.map((label) => label.toLowerCase());
  let itemTexts = null;

  assay.prepareSearch = function () {
    if (itemTexts !== null) return;
    itemTexts = items.ids.map((id, i) => {
      const text = items.text(i);
      return (text === "" ? id : id + "\n" + text).toLowerCase();
    });
  };

  function wordTest(word) {
    const inLabel = labelTexts.map((text) => text.includes(word));
    return (i) =>
      inLabel[items.given[i]] || inLabel[items.suggested[i]] || itemTexts[i].includes(word);
  }

  const CHECKED_TESTS = {
    open: (i) => !items.verified.has(i) && !assay.decisions.has(i),
    wrong: (i) => assay.trueLabel(i) !== undefined && assay.trueLabel(i) !== items.given[i],
    right: (i) => assay.trueLabel(i) === items.given[i],
    here: (i) => assay.decisions.has(i),
    selected: (i) => assay.isSelected(i),
  };

  // The tests that `wanted` asks for, cheapest first.
  function tests(wanted) {
    const all = [];
    const given = Number(wanted.given);
    const suggested = Number(wanted.suggested);
    if (wanted.depth !== null) all.push((i) => i < wanted.depth);
    if (wanted.given !== "") all.push((i) => items.given[i] === given);
    if (wanted.suggested !== "") all.push((i) => items.suggested[i] === suggested);
    if (wanted.flag !== "") all.push((i) => items.flagged[i] === (wanted.flag === "yes" ? 1 : 0));
    if (wanted.evidence !== "") {
      const bit = Number(wanted.evidence);
      all.push((i) => ((items.evidence[i] >>> bit) & 1) === 1);
    }
    if (wanted.only !== null) all.push((i) => wanted.only.has(i));
    if (wanted.checked !== "") all.push(CHECKED_TESTS[wanted.checked]);
    const words = wanted.query.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length > 0) assay.prepareSearch();
    return all.concat(words.map(wordTest));
  }

  const COMPARE = {
    last: (a, b) => b - a,
    given: (a, b) => items.given[a] - items.given[b] || a - b,
    suggested: (a, b) => items.suggested[a] - items.suggested[b] || a - b,
    margin: (a, b) => margin(b) - margin(a) || a - b,
  };
  const margin = (i) => items.suggestedShares[i] - items.givenShares[i];

  function byId() {
    if (items.ids.every((id) => /^\d{1,15}$/.test(id))) {
      const numbers = Float64Array.from(items.ids, Number);
      return (a, b) => numbers[a] - numbers[b] || a - b;
    }
    const order = new Intl.Collator("en", { numeric: true }).compare;
    return (a, b) => order(items.ids[a], items.ids[b]) || a - b;
  }

  const orders = {};

  // All items in an order, sorted once.
  function orderOf(sort) {
    if (orders[sort] === undefined) {
      const order = Uint32Array.from({ length: items.count }, (_, i) => i);
      if (sort !== "rank") order.sort(sort === "id" ? byId() : COMPARE[sort]);
      orders[sort] = order;
    }
    return orders[sort];
  }

  assay.noFilter = () => ({
    query: "",
    given: "",
    suggested: "",
    evidence: "",
    flag: "",
    checked: "",
    depth: null,
    only: null,
    onlyName: "",
  });

  // The indexes of the items that pass, in the order of `sort`.
  assay.filterItems = function (wanted, sort) {
    const order = orderOf(sort);
    const needed = tests(wanted);
    if (needed.length === 0) return order;
    const passed = new Uint32Array(order.length);
    let count = 0;
    for (const i of order) {
      let isPassing = true;
      for (let t = 0; isPassing && t < needed.length; ++t) isPassing = needed[t](i);
      if (isPassing) passed[count++] = i;
    }
    return passed.subarray(0, count);
  };
})(window.assayReport);
