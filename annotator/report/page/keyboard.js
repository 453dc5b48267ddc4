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

  const normal = (text) => text.replace(/\s+/g, " ").trim().toLowerCase();
  const normalLabels = assay.data.labels.map(normal);

  // The one label that `text` names: in full, or by a part that no other label has; else -1.
  assay.findLabel = function (text) {
    const wanted = normal(text);
    const exact = normalLabels.indexOf(wanted);
    if (exact >= 0 || wanted === "") return exact;
    const isMatch = (label) => label.includes(wanted);
    const first = normalLabels.findIndex(isMatch);
    return normalLabels.filter(isMatch).length === 1 ? first : -1;
  };

  // The labels to choose from, made when they are first needed.
  function labelList() {
    if (document.getElementById("all-labels") === null) {
      const options = assay.data.labels.map((label) => element("option", { value: label }));
      document.body.append(element("datalist", { id: "all-labels" }, ...options));
    }
    return "all-labels";
  }

  // An input that calls choose(label index) once a label is entered, or close().
  function labelInput(choose, close) {
    const input = element("input", {
      type: "text",
      class: "all-labels",
      list: labelList(),
      "aria-label": "The right label",
      placeholder: "The right label",
      autocomplete: "off",
    });
    const enter = () => {
      const label = assay.findLabel(input.value);
      input.setAttribute("aria-invalid", String(label < 0));
      if (label >= 0) choose(label);
    };
    input.addEventListener("change", enter);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
      if (event.key === "Enter") enter();
    });
    return input;
  }

  // Lets the reader take any label for item i.
  assay.chooseLabel = function (i) {
    const card = document.querySelector(`.suspect[data-item="${i}"]`);
    if (card === null) return;
    const open = () => card.querySelector("input.all-labels");
    const close = () => {
      if (open() === null) return;
      open().remove();
      card.focus({ preventScroll: true });
    };
    if (open() !== null) {
      close();
      return;
    }
    const choose = (label) => {
      if (open() === null) return;
      assay.decide(i, label);
      close();
      afterDecision(i);
    };
    card.querySelector(".decide").append(labelInput(choose, close));
    open().focus();
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
