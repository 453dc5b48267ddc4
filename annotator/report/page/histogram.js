// Items by score; flagged ones at the foot of each bar.
(function (assay) {
  "use strict";

  const HEIGHT = 260;
  const MARGIN = { top: 28, right: 12, bottom: 44, left: 52 };
  const FLOOR = HEIGHT - MARGIN.bottom;
  const { flagged, rest } = assay.data.histogram;
  const bins = flagged.map((count, i) => ({
    flagged: count,
    all: count + rest[i],
    begin: i / flagged.length,
    end: (i + 1) / flagged.length,
  }));

  function drawLegend(svg) {
    const entries = [
      ["flagged", "Flagged"],
      ["rest", "Not flagged"],
    ];
    const entry = assay.groups(svg, entries, (d, i) => [MARGIN.left + i * 100, 4]);
    entry
      .append("rect")
      .attr("class", (d) => "bin " + d[0])
      .attr("width", 12)
      .attr("height", 12)
      .attr("rx", 2);
    entry
      .append("text")
      .attr("class", "legend")
      .attr("x", 18)
      .attr("y", 10.5)
      .text((d) => d[1]);
  }

  function drawCountAxis(svg, x, y) {
    const tick = assay.groups(svg, y.ticks(5), (value) => [0, y(value)]).attr("class", "axis");
    tick.append("line").attr("class", "grid").attr("x1", x(0)).attr("x2", x(1));
    tick
      .append("text")
      .attr("class", "y")
      .attr("x", MARGIN.left - 8)
      .attr("y", 4)
      .text(assay.count);
  }

  function drawScoreAxis(svg, x) {
    const axis = svg.append("g").attr("class", "axis");
    axis
      .append("line")
      .attr("class", "base")
      .attr("x1", x(0))
      .attr("x2", x(1))
      .attr("y1", FLOOR)
      .attr("y2", FLOOR);
    const tick = assay.groups(axis, [0, 0.2, 0.4, 0.6, 0.8, 1], (value) => [x(value), FLOOR + 17]);
    tick.append("text").text((value) => value.toFixed(1));
    const end = (score, side, text) =>
      axis
        .append("text")
        .attr("class", "second " + side)
        .attr("x", x(score))
        .attr("y", HEIGHT - 6)
        .text(text);
    end(0, "end-left", "← suspicious");
    end(1, "end-right", "unsuspicious →");
  }

  function drawBars(svg, x, y) {
    const width = Math.max(1, x(bins[0].end) - x(0) - 1.5);
    const bar = assay.groups(svg, bins, (bin) => [x(bin.begin) + 0.75, 0]);
    const part = (kind, low, high) =>
      bar
        .append("rect")
        .attr("class", "bin " + kind)
        .attr("width", width)
        .attr("y", (bin) => y(high(bin)))
        .attr("height", (bin) => y(low(bin)) - y(high(bin)));
    part(
      "flagged",
      () => 0,
      (bin) => bin.flagged,
    );
    part(
      "rest",
      (bin) => bin.flagged,
      (bin) => bin.all,
    );
    bar
      .append("title")
      .text(
        (bin) =>
          `Score ${bin.begin.toFixed(2)}–${bin.end.toFixed(2)}: ` +
          `${assay.count(bin.flagged)} flagged, ${assay.count(bin.all - bin.flagged)} not`,
      );
  }

  assay.painters.histogram = function (container, width) {
    const x = d3.scaleLinear([0, 1], [MARGIN.left, width - MARGIN.right]);
    const most = d3.max(bins, (bin) => bin.all);
    const y = d3.scaleLinear([0, Math.max(most, 5)], [FLOOR, MARGIN.top]).nice(5);
    const svg = assay.frame(container, "histogram", width, HEIGHT);
    drawCountAxis(svg, x, y);
    drawBars(svg, x, y);
    drawScoreAxis(svg, x);
    drawLegend(svg);
  };
})(window.assayReport);
