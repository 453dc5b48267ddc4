// What the other scripts of the page share.  No string of the data ever becomes markup: elements
// are made one by one, and strings only become text nodes and attribute values.
(function () {
  "use strict";

  const assay = {
    data: JSON.parse(document.getElementById("assay-data").textContent),
    count: d3.format(",d"),
  };
  window.assayReport = assay;

  // As PercentText in number_text.cc.
  assay.percent = function (share) {
    if (share === 0 || share === 1) return 100 * share + "%";
    if (share > 0 && share < 0.0005) return "<0.1%";
    if (share < 1 && share >= 0.9995) return ">99.9%";
    return d3.format(".1f")(100 * share) + "%";
  };

  // As ScoreText in number_text.cc.
  assay.score = (score) => (score > 0 && score < 0.0005 ? "<0.001" : score.toFixed(3));

  const SVG = "http://www.w3.org/2000/svg";

  function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value !== null && value !== undefined) node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }

  // element("p", {class: "lead"}, "text", childNode, ...)
  assay.element = (tag, attributes, ...children) =>
    fill(document.createElement(tag), attributes, children);
  assay.svgElement = (tag, attributes, ...children) =>
    fill(document.createElementNS(SVG, tag), attributes, children);

  // As IsolatedHtml in html_text.cc.
  assay.isolated = function (text) {
    if (text === "") return assay.element("span", { class: "none" }, "(empty)");
    const parts = text
      .match(/[^_/:]*[_/:]|[^_/:]+/g)
      .flatMap((part) => [part, assay.element("wbr")]);
    return assay.element("bdi", {}, ...parts.slice(0, -1));
  };

  // As CutText in html_text.cc: `text`, cut after at most `limit` bytes of UTF-8 between characters
  // and, near the limit, between words.
  assay.cut = function (text, limit) {
    if (text.length * 3 <= limit || new TextEncoder().encode(text).length <= limit) return text;
    const bytes = new TextEncoder().encode(text);
    let end = limit;
    while (end > 0 && (bytes[end] & 0xc0) === 0x80) --end;
    const head = new TextDecoder().decode(bytes.subarray(0, end));
    const space = Math.max(head.lastIndexOf(" "), head.lastIndexOf("\t"), head.lastIndexOf("\n"));
    const kept = new TextEncoder().encode(head.slice(0, Math.max(space, 0))).length;
    return (kept > limit - limit / 4 ? head.slice(0, space) : head) + "…";
  };

  // What is shown of a long name.
  const NAME_LIMIT = 160;
  const shownLabels = assay.data.labels.map((label) => assay.cut(label, NAME_LIMIT));
  assay.label = (index) => (index < 0 ? "another label" : shownLabels[index]);

  assay.button = function (title, action, attributes) {
    const made = assay.element("button", Object.assign({ type: "button" }, attributes), title);
    made.addEventListener("click", action);
    return made;
  };

  // "1 label", "2 labels"
  assay.plural = (count, noun) => assay.count(count) + " " + noun + (count === 1 ? "" : "s");
})();
