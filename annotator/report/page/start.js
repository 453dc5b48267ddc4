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

  assay.label = (index) => assay.data.labels[index];
})();
