// One item of the list.  Without its controls, it is what suspect_section.cc writes.
(function (assay) {
  "use strict";

  const SHOWN_REASONS = 3;
  const { element, svgElement, isolated, label, items } = assay;

  assay.bar = function (share) {
    const width = 100 * Math.min(1, Math.max(0, share));
    return svgElement(
      "svg",
      { class: "bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
      svgElement("rect", { class: "track", width: 100, height: 8 }),
      svgElement("rect", { class: "fill", width: width.toFixed(1), height: 8 })
    );
  };

  function labelRow(kind, title, index, share) {
    return element(
      "div",
      { class: kind },
      element("dt", {}, title),
      element(
        "dd",
        {},
        element("span", { class: "name" }, isolated(label(index))),
        assay.bar(share),
        element("span", { class: "p" }, assay.percent(share))
      )
    );
  }

  function noSuggestion() {
    return element(
      "div",
      { class: "suggested" },
      element("dt", {}, "Suggested"),
      element("dd", {}, element("span", { class: "none" }, "no better label known"))
    );
  }

  function labels(i) {
    return element(
      "dl",
      { class: "labels" },
      labelRow("given", "Given", items.given[i], items.givenShare(i)),
      items.hasSuggestion(i)
        ? labelRow("suggested", "Suggested", items.suggested[i], items.suggestedShare(i))
        : noSuggestion()
    );
  }

  function suspicion(i) {
    const score = "score " + assay.score(items.score(i));
    const error = items.errorProbability(i);
    return error === null || error === 0
      ? score
      : "wrong with probability " + assay.percent(error) + " · " + score;
  }

  function selectBox(i) {
    const box = element("input", {
      type: "checkbox",
      class: "select",
      "aria-label": "Select number " + assay.count(i + 1),
    });
    box.checked = assay.isSelected(i);
    box.addEventListener("change", () => {
      assay.select(i, box.checked);
      assay.showTray();
    });
    return box;
  }

  function head(i) {
    return element(
      "p",
      { class: "suspect-head" },
      selectBox(i),
      element("span", { class: "rank" }, "#" + assay.count(i + 1)),
      " ",
      element("span", { class: "id" }, "id ", isolated(assay.cut(items.ids[i], 160))),
      " ",
      items.flagged[i] ? element("span", { class: "badge" }, "flagged") : null,
      " ",
      element("span", { class: "verdict-place" }, verdictBadge(i)),
      element("span", { class: "score" }, suspicion(i))
    );
  }

  // What is known about the label: decided on this page, or verified before.
  function verdictBadge(i) {
    const known = assay.trueLabel(i);
    if (known === undefined) return null;
    const isRight = known === items.given[i];
    const who = assay.decisions.has(i) ? "you: " : "verified: ";
    const what = isRight ? ["label is right"] : ["is ", isolated(label(known))];
    return element("span", { class: "badge " + (isRight ? "right" : "wrong") }, who, ...what);
  }

  function excerpt(i) {
    const text = items.text(i);
    const suspect = items.suspect(i);
    if (suspect === null) {
      return element("p", { class: "excerpt none" }, "(text not kept on this page)");
    }
    if (text === "") return element("p", { class: "excerpt none" }, "(no text)");
    const parts = assay.highlighted(text, suspect.p || []);
    return element("p", { class: "excerpt", dir: "auto" }, ...parts);
  }

  function reasons(i) {
    const texts = (items.suspect(i) || {}).r || [];
    if (texts.length === 0) return null;
    const shown = texts.slice(0, SHOWN_REASONS);
    const lines = shown.map((reason) => element("li", { dir: "auto" }, reason));
    return element("ul", { class: "reasons" }, ...lines);
  }

  function why(i) {
    if (!items.isWhole(i)) return null;
    const details = element("details", {}, element("summary", {}, "Why?"));
    details.addEventListener("toggle", () => {
      if (details.open && details.children.length === 1) details.append(assay.explanation(i));
    });
    return details;
  }

  function choice(title, key, name, act) {
    const button = assay.button(title, act, { class: "choice " + name, "aria-keyshortcuts": key });
    button.append(element("kbd", { "aria-hidden": "true" }, key));
    return button;
  }

  function decisionButtons(i) {
    const buttons = element("p", { class: "decide" });
    buttons.append(
      choice("Label is right", "c", "keep", () => assay.decideHere(i, items.given[i])),
      items.hasSuggestion(i)
        ? choice("Take suggestion", "x", "take", () => assay.decideHere(i, items.suggested[i]))
        : "",
      choice("Other…", "t", "other", () => assay.chooseLabel(i))
    );
    return buttons;
  }

  // Shows in `card` what has been decided about item i.
  assay.refreshCard = function (card, i) {
    const badge = verdictBadge(i);
    card.querySelector(".verdict-place").replaceChildren(...(badge === null ? [] : [badge]));
    card.querySelector("input.select").checked = assay.isSelected(i);
    card.classList.toggle("decided", assay.decisions.has(i));
    const decided = assay.decisions.get(i);
    const press = (name, isPressed) => {
      const button = card.querySelector(".choice." + name);
      if (button) button.setAttribute("aria-pressed", String(isPressed));
    };
    press("keep", decided === items.given[i]);
    press("take", items.hasSuggestion(i) && decided === items.suggested[i]);
    press(
      "other",
      decided !== undefined && decided !== items.given[i] && decided !== items.suggested[i]
    );
  };

  assay.card = function (i) {
    const article = element(
      "article",
      {},
      head(i),
      element("div", { class: "evidence" }, excerpt(i), reasons(i)),
      element("div", { class: "side" }, labels(i), decisionButtons(i)),
      why(i)
    );
    const card = element("li", { class: "suspect", tabindex: "-1", "data-item": i }, article);
    assay.refreshCard(card, i);
    return card;
  };
})(window.assayReport);
