// Why an item is suspected: what in it speaks for which label, and which other items say so.
(function (assay) {
  "use strict";

  const { element, svgElement, isolated, label, items } = assay;

  const escapedForPattern = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

  // Finds `features` as whole words, longest first; between the words of one, anything that is no
  // letter or digit may stand.
  function patternOf(features) {
    const alternatives = features
      .map((feature) => feature.trim())
      .filter((feature) => feature !== "")
      .sort((a, b) => b.length - a.length)
      .map((feature) => feature.split(/\s+/).map(escapedForPattern).join("[^\\p{L}\\p{N}]+"));
    if (alternatives.length === 0) return null;
    return new RegExp(
      "(^|[^\\p{L}\\p{N}])(" + alternatives.join("|") + ")(?![\\p{L}\\p{N}])",
      "giu"
    );
  }

  const normal = (text) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();

  // Text nodes and <mark> elements that together read like `text`.
  assay.highlighted = function (text, pulls) {
    const pattern = patternOf(pulls.map(([feature]) => feature));
    if (pattern === null) return [text];
    const pullByName = new Map(pulls.map(([feature, pull]) => [normal(feature), pull]));
    const nodes = [];
    let end = 0;
    for (let hit = pattern.exec(text); hit !== null; hit = pattern.exec(text)) {
      const begin = hit.index + hit[1].length;
      const pull = pullByName.get(normal(hit[2]));
      const kind = pull < 0 ? "for-given" : "for-suggested";
      nodes.push(text.slice(end, begin), element("mark", { class: kind }, hit[2]));
      end = begin + hit[2].length;
      // What ends one hit may begin the next one.
      pattern.lastIndex = end;
    }
    nodes.push(text.slice(end));
    return nodes;
  };

  function pullRow([feature, pull], most) {
    const width = (50 * Math.abs(pull)) / most;
    const kind = pull < 0 ? "for-given" : "for-suggested";
    const bar = svgElement(
      "svg",
      {
        class: "pull-bar",
        viewBox: "0 0 100 10",
        preserveAspectRatio: "none",
        "aria-hidden": "true",
      },
      svgElement("line", { x1: 50, x2: 50, y1: 0, y2: 10 }),
      svgElement("rect", {
        class: kind,
        x: (pull < 0 ? 50 - width : 50).toFixed(2),
        width: width.toFixed(2),
        y: 1,
        height: 8,
      })
    );
    const value = (pull < 0 ? "−" : "+") + Math.abs(pull).toFixed(1);
    return element(
      "div",
      { class: "pull" },
      element("dt", {}, isolated(feature)),
      element("dd", {}, bar, element("span", { class: "p" }, value))
    );
  }

  function pullPart(i, pulls) {
    if (pulls.length === 0) return null;
    const most = d3.max(pulls, ([, pull]) => Math.abs(pull)) || 1;
    return element(
      "section",
      { class: "why-part pulls" },
      element("h4", {}, "What in it speaks for which label"),
      element(
        "p",
        { class: "pull-ends" },
        element("span", { class: "for-given" }, "← ", isolated(label(items.given[i]))),
        element("span", { class: "for-suggested" }, isolated(label(items.suggested[i])), " →")
      ),
      element("dl", {}, ...pulls.map((pull) => pullRow(pull, most))),
      element("p", { class: "small" }, "Difference of the two labels’ log-odds that it makes.")
    );
  }

  function similarItem([id, labelIndex, similarity, excerpt], pulls) {
    return element(
      "li",
      {},
      element(
        "p",
        { class: "similar-head" },
        element("span", { class: "tag" }, isolated(label(labelIndex))),
        element("span", { class: "id" }, "id ", isolated(id)),
        element("span", { class: "p" }, Math.round(100 * similarity) + "% alike")
      ),
      element("p", { class: "similar-text", dir: "auto" }, ...assay.highlighted(excerpt, pulls))
    );
  }

  function similarPart(title, similar, pulls, kind) {
    if (similar.length === 0) return null;
    return element(
      "section",
      { class: "why-part similar " + kind },
      element("h4", {}, title),
      element("ul", {}, ...similar.map((item) => similarItem(item, pulls)))
    );
  }

  function opinionRow(question, answer) {
    return element("div", {}, element("dt", {}, question), element("dd", {}, answer));
  }

  function opinions(suspect) {
    return element(
      "dl",
      { class: "opinions" },
      opinionRow("A model that has not seen this item", isolated(label(suspect.c))),
      opinionRow("A model trained on it, label included", isolated(label(suspect.k))),
      suspect.a ? opinionRow("The label was given by", isolated(suspect.a)) : null
    );
  }

  function signalRow(name, score, isAgreeing) {
    return element(
      "div",
      { class: isAgreeing ? "agreeing" : null },
      element("dt", {}, element("code", {}, isolated(name))),
      element(
        "dd",
        {},
        assay.bar(score),
        element("span", { class: "p" }, assay.score(score)),
        element("span", { class: "agrees" }, isAgreeing ? "against the label" : "")
      )
    );
  }

  function signals(i, suspect) {
    const agreeing = new Set(
      items
        .evidenceOf(i)
        .filter((evidence) => evidence.isSignal)
        .map((evidence) => evidence.name)
    );
    const rows = (suspect.v || [])
      .slice(0, assay.data.signals.length)
      .map((score, k) =>
        signalRow(assay.data.signals[k], score, agreeing.has(assay.data.signals[k]))
      );
    return rows.length ? element("dl", { class: "signals" }, ...rows) : null;
  }

  function modelPart(i, suspect) {
    return element(
      "section",
      { class: "why-part models" },
      element("h4", {}, "What the models and signals say"),
      opinions(suspect),
      signals(i, suspect),
      signals(i, suspect)
        ? element("p", { class: "small" }, "Signals: low speaks against the label.")
        : null
    );
  }

  function reasonPart(reasons) {
    if (reasons.length === 0) return null;
    const lines = reasons.map((reason) => element("li", { dir: "auto" }, reason));
    return element(
      "section",
      { class: "why-part" },
      element("h4", {}, "All reasons"),
      element("ul", { class: "reasons" }, ...lines)
    );
  }

  // The parts of the explanation of item i that there is something to say in.
  assay.explanation = function (i) {
    const suspect = items.suspect(i);
    const pulls = suspect.p || [];
    const duplicates = suspect.d || [];
    const isDuplicate = new Set(duplicates.map(([id]) => id));
    const neighbours = (suspect.n || []).filter(([id]) => !isDuplicate.has(id));
    const alike = "Most similar items labelled " + label(items.suggested[i]);
    return element(
      "div",
      { class: "why" },
      pullPart(i, pulls),
      similarPart("Nearly the same item with another label", duplicates, pulls, "duplicates"),
      similarPart(alike, neighbours, pulls, "neighbours"),
      modelPart(i, suspect),
      reasonPart(suspect.r || [])
    );
  };
})(window.assayReport);
