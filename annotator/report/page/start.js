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
    if (share > 0 && share < 0.0005) return "<0.1%";
    if (share < 1 && share >= 0.9995) return ">99.9%";
    return d3.format(".1f")(100 * share) + "%";
  };

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

  // A text whose own direction does not disturb what stands around it.
  assay.isolated = (text) =>
    text === "" ? assay.element("span", { class: "none" }, "(empty)") : assay.element("bdi", {}, text);

  assay.label = (index) => assay.data.labels[index];
})();
