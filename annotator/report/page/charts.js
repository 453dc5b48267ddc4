// What the pictures share.  They are drawn to the width that is there and drawn again when it
// changes; colours come from the style sheets, so themes need no redrawing.
(function (assay) {
  "use strict";

  // What A4 and Letter have between their margins, in CSS pixels.
  const PAPER_WIDTH = 680;
  const pen = document.createElement("canvas").getContext("2d");

  // By the data-chart attribute of the element to draw into: function (container, width).
  assay.painters = {};

  assay.textWidth = function (text, size) {
    pen.font = `${size}px ${getComputedStyle(document.body).fontFamily}`;
    return pen.measureText(text).width;
  };

  // `text`, shortened in the middle to at most `width` pixels: labels of one data set often begin
  // alike and often end alike.
  assay.fitText = function (text, width, size) {
    if (assay.textWidth(text, size) <= width) return text;
    const characters = Array.from(text);
    let shortened = "…";
    for (let kept = 2; kept < characters.length; ++kept) {
      const head = characters
        .slice(0, Math.ceil(kept * 0.55))
        .join("")
        .trimEnd();
      const tail = characters
        .slice(characters.length - Math.floor(kept * 0.45))
        .join("")
        .trimStart();
      if (assay.textWidth(head + "…" + tail, size) > width) break;
      shortened = head + "…" + tail;
    }
    return shortened;
  };

  // An empty drawing in place of what `container` held.
  assay.frame = function (container, name, width, height) {
    d3.select(container).selectAll("*").remove();
    const svg = d3.select(container).append("svg").attr("class", name).attr("aria-hidden", "true");
    return svg
      .attr("viewBox", `0 0 ${width} ${height}`)
      .attr("width", width)
      .attr("height", height);
  };

  // One group per datum, moved to where `place` says ([x, y]).
  assay.groups = (parent, data, place) =>
    parent
      .append("g")
      .selectAll("g")
      .data(data)
      .join("g")
      .attr("transform", (datum, i) => `translate(${place(datum, i)})`);

  function drawChart(container, fixedWidth) {
    const width = fixedWidth || container.clientWidth;
    if (width > 0) assay.painters[container.dataset.chart](container, width);
  }

  function drawCharts(fixedWidth) {
    for (const container of document.querySelectorAll("[data-chart]")) {
      drawChart(container, fixedWidth);
    }
  }

  // Draws one picture again, after what it shows has changed.
  assay.redraw = function (name) {
    const container = document.querySelector(`[data-chart="${name}"]`);
    if (container !== null) drawChart(container);
  };

  assay.startCharts = function () {
    drawCharts();
    let width = document.body.clientWidth;
    new ResizeObserver(() => {
      if (document.body.clientWidth === width) return;
      width = document.body.clientWidth;
      requestAnimationFrame(() => drawCharts());
    }).observe(document.body);
    window.addEventListener("beforeprint", () => drawCharts(PAPER_WIDTH));
    window.addEventListener("afterprint", () => drawCharts());
  };
})(window.assayReport);
