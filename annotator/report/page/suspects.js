// The list of suspects, page by page.
(function (assay) {
  "use strict";

  const PAGE_SIZE = 25;
  const { element, button, items } = assay;
  const parts = {};
  let wanted = assay.noFilter();
  let sort = "rank";
  let shown = new Uint32Array(0);
  let page = 0;

  const pageCount = () => Math.max(1, Math.ceil(shown.length / PAGE_SIZE));
  const cards = () => Array.from(parts.list.children);
  const itemOf = (card) => Number(card.dataset.item);

  function status() {
    if (shown.length === 0) return "No suspect matches";
    const begin = page * PAGE_SIZE;
    const end = Math.min(begin + PAGE_SIZE, shown.length);
    const range = `${assay.count(begin + 1)}–${assay.count(end)} of ${assay.count(shown.length)}`;
    return shown.length === items.count ? range : range + " that match";
  }

  // Filters that have no input of their own: a depth of the review, the items of a rule.
  function chips() {
    const made = [];
    const add = (text, change) =>
      made.push(
        button(text + " ✕", () => filterBy(change), {
          class: "chip",
          "aria-label": "Remove the filter: " + text,
        })
      );
    if (wanted.depth !== null) add("the first " + assay.count(wanted.depth), { depth: null });
    if (wanted.only !== null) add(wanted.onlyName, { only: null, onlyName: "" });
    return made;
  }

  function render() {
    const begin = page * PAGE_SIZE;
    const visible = Array.from(shown.subarray(begin, begin + PAGE_SIZE));
    parts.list.replaceChildren(...visible.map(assay.card));
    parts.status.textContent = status();
    parts.chips.replaceChildren(...chips());
    parts.reset.hidden = JSON.stringify(wanted) === JSON.stringify(assay.noFilter());
    parts.selectAll.textContent = "Select all " + assay.count(shown.length);
    parts.selectAll.disabled = shown.length === 0;
    parts.previous.disabled = page === 0;
    parts.next.disabled = page + 1 >= pageCount();
    parts.place.textContent = `Page ${assay.count(page + 1)} of ${assay.count(pageCount())}`;
    parts.pager.hidden = pageCount() === 1;
    makeReachable(parts.list.firstElementChild);
  }

  function refilter() {
    shown = assay.filterItems(wanted, sort);
    page = 0;
    render();
  }

  function filterBy(change) {
    Object.assign(wanted, change);
    assay.syncFilterForm(parts.form, wanted);
    refilter();
  }

  function change(key, value) {
    if (key === "sort") sort = value;
    else wanted[key] = value;
    refilter();
  }

  function goToList() {
    const title = document.getElementById("suspects-title");
    title.scrollIntoView();
    title.focus({ preventScroll: true });
  }

  function turn(step) {
    page = Math.min(Math.max(page + step, 0), pageCount() - 1);
    render();
  }

  function turnAndGo(step) {
    turn(step);
    goToList();
  }

  // Shows the items of a filter alone, and goes there; for charts and tables.
  assay.showOnly = function (filter) {
    wanted = Object.assign(assay.noFilter(), filter);
    assay.syncFilterForm(parts.form, wanted);
    refilter();
    goToList();
  };

  assay.refreshCards = () => cards().forEach((card) => assay.refreshCard(card, itemOf(card)));

  // One card can be reached by the tabulator key; the others by the arrow keys.
  function makeReachable(card) {
    for (const other of cards()) other.tabIndex = other === card ? 0 : -1;
  }

  assay.currentCard = () => parts.list.querySelector("[tabindex='0']");
  assay.itemOf = itemOf;

  function focusCard(card) {
    makeReachable(card);
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  }

  // The card before (-1) or after (1) the current one; at the end of a page, the page is turned.
  assay.stepCard = function (step) {
    const all = cards();
    const current = all.indexOf(assay.currentCard());
    const isFocused = all[current] && all[current].contains(document.activeElement);
    const next = isFocused ? current + step : Math.max(current, 0);
    if (all[next]) return focusCard(all[next]);
    if (page + step < 0 || page + step >= pageCount()) return undefined;
    turn(step);
    const turned = cards();
    return focusCard(turned[step > 0 ? 0 : turned.length - 1]);
  };

  assay.turnPage = function (step) {
    turn(step);
    if (parts.list.firstElementChild) focusCard(parts.list.firstElementChild);
  };

  function listHead() {
    parts.status = element("p", { class: "status", role: "status" });
    parts.chips = element("span", { class: "chips" });
    parts.reset = button("Clear filters", () => {
      wanted = assay.noFilter();
      filterBy({});
    });
    parts.selectAll = button(
      "Select all",
      () => {
        assay.selectAll(shown, true);
        assay.refreshCards();
        assay.showTray();
      },
      { class: "select-all quiet" }
    );
    return element(
      "div",
      { class: "status-line" },
      parts.status,
      parts.chips,
      parts.reset,
      element("span", { class: "gap" }),
      parts.selectAll
    );
  }

  function pager() {
    parts.previous = button("Previous", () => turnAndGo(-1));
    parts.next = button("Next", () => turnAndGo(1));
    parts.place = element("span", {});
    const attributes = { class: "pager", "aria-label": "Pages of suspects" };
    return element("nav", attributes, parts.previous, parts.place, parts.next);
  }

  assay.startSuspects = function () {
    if (items.count === 0) return;
    parts.list = document.getElementById("suspect-list");
    parts.form = assay.filterForm(change);
    parts.pager = pager();
    document.getElementById("suspect-controls").append(parts.form, assay.keyHelp(), listHead());
    document.getElementById("suspect-pager").append(parts.pager);
    parts.list.addEventListener("focusin", (event) => {
      const card = event.target.closest(".suspect");
      if (card) makeReachable(card);
    });
    assay.startTray();
    assay.startKeyboard(document.getElementById("suspects"));
    refilter();
    setTimeout(assay.prepareSearch, 200);
  };
})(window.assayReport);
