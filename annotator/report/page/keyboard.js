// Deciding, with buttons and with single keys.  The keys work while the focus is in the list, so
// that they take nothing from those who talk to their computer (WCAG 2.1, 2.1.4).
(function (assay) {
  "use strict";

  const { element, items } = assay;

  function afterDecision(i) {
    const card = assay.currentCard();
    if (card && assay.itemOf(card) === i) assay.refreshCard(card, i);
    else assay.refreshCards();
    assay.showTray();
  }

  // Says that `labelIndex` is right for item i; saying it again takes it back.
  assay.decideHere = function (i, labelIndex) {
    assay.decide(i, assay.decisions.get(i) === labelIndex ? null : labelIndex);
    assay.refreshCards();
    afterDecision(i);
  };

  function labelMenu(i, card, close) {
    const first = element("option", { value: "" }, "The right label is …");
    const options = assay.data.labels.map((_, index) =>
      element("option", { value: index }, assay.label(index) || "(empty)")
    );
    const menu = element(
      "select",
      { class: "all-labels", "aria-label": "The right label" },
      first,
      ...options
    );
    menu.addEventListener("change", () => {
      assay.decide(i, Number(menu.value));
      close();
      afterDecision(i);
    });
    menu.addEventListener("keydown", (event) => event.key === "Escape" && close());
    return menu;
  }

  // Lets the reader take any label for item i.
  assay.chooseLabel = function (i) {
    const card = document.querySelector(`.suspect[data-item="${i}"]`);
    if (card === null) return undefined;
    const open = card.querySelector(".all-labels");
    const place = card.querySelector(".decide");
    const close = () => {
      const menu = card.querySelector(".all-labels");
      if (menu) menu.remove();
      card.focus({ preventScroll: true });
    };
    if (open) return close();
    const menu = labelMenu(i, card, close);
    place.append(menu);
    return menu.focus();
  };

  function decideAndStep(i, labelIndex) {
    if (assay.decisions.get(i) !== labelIndex) assay.decide(i, labelIndex);
    assay.refreshCards();
    assay.showTray();
    assay.stepCard(1);
  }

  function toggleWhy(card) {
    const details = card.querySelector("details");
    if (details) details.open = !details.open;
  }

  function toggleSelected(i) {
    assay.select(i, !assay.isSelected(i));
    assay.refreshCards();
    assay.showTray();
  }

  function takeSuggestion(i) {
    if (items.hasSuggestion(i)) decideAndStep(i, items.suggested[i]);
    else assay.chooseLabel(i);
  }

  function takeBack(i) {
    assay.decide(i, null);
    assay.refreshCards();
    assay.showTray();
  }

  const KEYS = {
    j: () => assay.stepCard(1),
    ArrowDown: () => assay.stepCard(1),
    k: () => assay.stepCard(-1),
    ArrowUp: () => assay.stepCard(-1),
    n: () => assay.turnPage(1),
    p: () => assay.turnPage(-1),
    c: (i) => decideAndStep(i, items.given[i]),
    x: takeSuggestion,
    t: (i) => assay.chooseLabel(i),
    u: takeBack,
    " ": toggleSelected,
    o: (i, card) => toggleWhy(card),
    Enter: (i, card) => toggleWhy(card),
  };

  // Keys that the focused element has a use for of its own.
  function isTaken(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return true;
    const tag = event.target.tagName;
    if (tag === "SELECT" || tag === "TEXTAREA") return true;
    if (tag === "INPUT") return event.target.type !== "checkbox" || event.key === " ";
    return (tag === "BUTTON" || tag === "SUMMARY") && (event.key === " " || event.key === "Enter");
  }

  function onKey(event) {
    const act = Object.prototype.hasOwnProperty.call(KEYS, event.key) ? KEYS[event.key] : null;
    const card = assay.currentCard();
    if (act === null || card === null || isTaken(event)) return;
    if (!event.target.closest("#suspect-list") && !/^[jk]$/.test(event.key)) return;
    event.preventDefault();
    act(assay.itemOf(card), card);
  }

  assay.startKeyboard = (section) => section.addEventListener("keydown", onKey);

  const HELP = [
    ["j", "next"],
    ["k", "previous"],
    ["c", "label is right"],
    ["x", "take the suggestion"],
    ["t", "other label"],
    ["u", "undo"],
    ["space", "select"],
    ["o", "why?"],
  ];

  assay.keyHelp = function () {
    const start = assay.button("Check by keyboard", () => assay.stepCard(1), { class: "quiet" });
    const keys = HELP.map(([key, what]) =>
      element("span", { class: "key" }, element("kbd", {}, key), " " + what)
    );
    return element("p", { class: "keys" }, start, ...keys);
  };
})(window.assayReport);
