// The list of suspects: search, filters, pages.  Its elements are those of suspect_section.cc.
(function (assay) {
  "use strict";

  const PAGE_SIZE = 25;
  const { element, svgElement, isolated, label } = assay;
  const suspects = assay.data.suspects;
  const texts = suspects.map((suspect) =>
    [suspect.id, label(suspect.given), label(suspect.suggested), suspect.excerpt]
      .join("\n")
      .toLowerCase(),
  );
  const wanted = { query: "", given: "", suggested: "", flaggedOnly: false };
  const controls = {};
  let shown = suspects;
  let page = 0;

  function bar(share) {
    const width = 100 * Math.min(1, Math.max(0, share));
    return svgElement(
      "svg",
      { class: "bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
      svgElement("rect", { class: "track", width: 100, height: 8 }),
      svgElement("rect", { class: "fill", width: width.toFixed(1), height: 8 }),
    );
  }

  function labelRow(kind, title, index, probability) {
    return element(
      "div",
      { class: kind },
      element("dt", {}, title),
      element(
        "dd",
        {},
        element("span", { class: "name" }, isolated(label(index))),
        bar(probability),
        element("span", { class: "p" }, assay.percent(probability)),
      ),
    );
  }

  function labels(suspect) {
    const suggested =
      suspect.given === suspect.suggested
        ? element(
            "div",
            { class: "suggested" },
            element("dt", {}, "Suggested"),
            element("dd", {}, element("span", { class: "none" }, "no better label known")),
          )
        : labelRow("suggested", "Suggested", suspect.suggested, suspect.suggested_p);
    return element(
      "dl",
      { class: "labels" },
      labelRow("given", "Given", suspect.given, suspect.given_p),
      suggested,
    );
  }

  function signalRow(name, score) {
    return element(
      "div",
      {},
      element("dt", {}, element("code", {}, isolated(name))),
      element("dd", {}, bar(score), element("span", { class: "p" }, assay.score(score))),
    );
  }

  function details(suspect) {
    const opinions = element(
      "dl",
      { class: "opinions" },
      element(
        "div",
        {},
        element("dt", {}, "A model that has not seen this item says"),
        element("dd", {}, isolated(label(suspect.cv))),
      ),
      element(
        "div",
        {},
        element("dt", {}, "A model trained on it, label included, says"),
        element("dd", {}, isolated(label(suspect.recheck))),
      ),
    );
    const signals = suspect.signals
      .slice(0, assay.data.signals.length)
      .map((score, i) => signalRow(assay.data.signals[i], score));
    return element(
      "details",
      {},
      element("summary", {}, "Details"),
      opinions,
      signals.length ? element("dl", { class: "signals" }, ...signals) : null,
    );
  }

  function item(suspect) {
    const head = element(
      "p",
      { class: "suspect-head" },
      element("span", { class: "rank" }, "#" + assay.count(suspect.rank)),
      " ",
      element("span", { class: "id" }, "id ", isolated(suspect.id)),
      " ",
      suspect.flagged ? element("span", { class: "badge" }, "flagged") : null,
      " ",
      element("span", { class: "score" }, "score " + assay.score(suspect.score)),
    );
    const excerpt =
      suspect.excerpt === ""
        ? element("p", { class: "excerpt none" }, "(no text)")
        : element("p", { class: "excerpt", dir: "auto" }, suspect.excerpt);
    const reasons = suspect.reasons.map((reason) => element("li", { dir: "auto" }, reason));
    return element(
      "li",
      { class: "suspect" },
      element(
        "article",
        {},
        head,
        element(
          "div",
          { class: "evidence" },
          excerpt,
          reasons.length ? element("ul", { class: "reasons" }, ...reasons) : null,
        ),
        labels(suspect),
        details(suspect),
      ),
    );
  }

  function matches(suspect, i) {
    return (
      (wanted.given === "" || suspect.given === Number(wanted.given)) &&
      (wanted.suggested === "" || suspect.suggested === Number(wanted.suggested)) &&
      (!wanted.flaggedOnly || suspect.flagged) &&
      wanted.query.split(/\s+/).every((word) => texts[i].includes(word))
    );
  }

  function status() {
    if (shown.length === 0) return "No suspect matches";
    const begin = page * PAGE_SIZE;
    const range =
      assay.count(begin + 1) +
      "–" +
      assay.count(Math.min(begin + PAGE_SIZE, shown.length)) +
      " of " +
      assay.count(shown.length);
    return shown.length === suspects.length ? range : range + " that match";
  }

  function render() {
    const begin = page * PAGE_SIZE;
    const list = document.getElementById("suspect-list");
    list.replaceChildren(...shown.slice(begin, begin + PAGE_SIZE).map(item));
    const pageCount = Math.max(1, Math.ceil(shown.length / PAGE_SIZE));
    controls.status.textContent = status();
    controls.previous.disabled = page === 0;
    controls.next.disabled = page + 1 >= pageCount;
    controls.place.textContent = "Page " + (page + 1) + " of " + pageCount;
    controls.pager.hidden = pageCount === 1;
    controls.reset.hidden = shown.length === suspects.length;
  }

  function refilter() {
    shown = suspects.filter(matches);
    page = 0;
    render();
  }

  function turn(step) {
    page += step;
    render();
    const title = document.getElementById("suspects-title");
    title.scrollIntoView();
    title.focus({ preventScroll: true });
  }

  // A menu of the labels that occur, most frequent first.
  function menu(key, title) {
    const counts = new Map();
    for (const suspect of suspects) counts.set(suspect[key], (counts.get(suspect[key]) || 0) + 1);
    const options = Array.from(counts)
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .map(([index, count]) =>
        element("option", { value: index }, (label(index) || "(empty)") + " (" + count + ")"),
      );
    const select = element("select", {}, element("option", { value: "" }, "any"), ...options);
    select.addEventListener("change", () => {
      wanted[key] = select.value;
      refilter();
    });
    controls[key] = select;
    return element("label", {}, element("span", {}, title), select);
  }

  function searchBox() {
    controls.query = element("input", {
      type: "search",
      placeholder: "Text, id or label",
      autocomplete: "off",
    });
    controls.query.addEventListener("input", () => {
      wanted.query = controls.query.value.trim().toLowerCase();
      refilter();
    });
    return element("label", { class: "search" }, element("span", {}, "Search"), controls.query);
  }

  function flaggedBox() {
    controls.flaggedOnly = element("input", { type: "checkbox" });
    controls.flaggedOnly.addEventListener("change", () => {
      wanted.flaggedOnly = controls.flaggedOnly.checked;
      refilter();
    });
    return element(
      "label",
      { class: "check" },
      controls.flaggedOnly,
      element("span", {}, "Flagged only"),
    );
  }

  function button(title, action) {
    const made = element("button", { type: "button" }, title);
    made.addEventListener("click", action);
    return made;
  }

  function syncControls() {
    controls.query.value = wanted.query;
    controls.given.value = wanted.given;
    controls.suggested.value = wanted.suggested;
    controls.flaggedOnly.checked = wanted.flaggedOnly;
  }

  function reset() {
    Object.assign(wanted, { query: "", given: "", suggested: "", flaggedOnly: false });
    syncControls();
    refilter();
  }

  function hasSuspects(given, suggested) {
    return suspects.some((suspect) => suspect.given === given && suspect.suggested === suggested);
  }

  // Filters the list by a pair of labels and goes there; for the heat map and the table of pairs.
  assay.showPair = function (given, suggested) {
    if (!hasSuspects(given, suggested)) return;
    Object.assign(wanted, {
      query: "",
      given: String(given),
      suggested: String(suggested),
      flaggedOnly: false,
    });
    syncControls();
    refilter();
    turn(0);
  };
  assay.canShowPair = hasSuspects;

  assay.startSuspects = function () {
    if (suspects.length === 0) return;
    controls.status = element("p", { class: "status", role: "status" });
    controls.reset = button("Clear filters", reset);
    controls.previous = button("Previous", () => turn(-1));
    controls.next = button("Next", () => turn(1));
    controls.place = element("span", {});
    controls.pager = element(
      "nav",
      { class: "pager", "aria-label": "Pages of suspects" },
      controls.previous,
      controls.place,
      controls.next,
    );
    document
      .getElementById("suspect-controls")
      .append(
        element(
          "form",
          { class: "controls", role: "search", "aria-label": "Suspects" },
          searchBox(),
          menu("given", "Given label"),
          menu("suggested", "Suggested label"),
          flaggedBox(),
        ),
        element("div", { class: "status-line" }, controls.status, controls.reset),
      );
    document
      .querySelector("form.controls")
      .addEventListener("submit", (event) => event.preventDefault());
    document.getElementById("suspect-pager").append(controls.pager);
    render();
  };
})(window.assayReport);
