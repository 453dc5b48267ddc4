// Wrong labels found, and how probably the next one is wrong, by the depth of the review.
(function (assay) {
  "use strict";

  const review = assay.review;
  if (review === undefined) return;

  const MARGIN = { top: 26, right: 14, bottom: 40, left: 52 };
  const UPPER = 230;
  const LOWER = 92;
  const GAP = 30;
  const FLOOR = MARGIN.top + UPPER;
  const LOWER_TOP = FLOOR + GAP;
  const LOWER_FLOOR = LOWER_TOP + LOWER;
  const HEIGHT = LOWER_FLOOR + MARGIN.bottom;
  // As far as the handle of a slider stays from its ends.
  const HANDLE = 8;
  // The longest name of a mark.
  const NAME_WIDTH = 130;

  // The points of the curve up to `depth`, and the curve at that very depth.
  function pointsTo(depth) {
    const inside = review.points.filter((point) => point.depth < depth);
    const origin = { depth: 0, expected: 0, low: 0, high: 0, marginal: review.points[0].marginal };
    return [origin, ...inside, review.at(depth)];
  }

  function scales(width, points) {
    const end = points[points.length - 1];
    const x = d3.scaleLinear([0, end.depth], [MARGIN.left, width - MARGIN.right]);
    const most = Math.max(
      1,
      d3.max(points, (point) => point.high)
    );
    const y = d3.scaleLinear([0, most], [FLOOR, MARGIN.top]).nice(4);
    const top = Math.min(1, d3.max(points, (point) => point.marginal) * 1.08 || 1);
    const p = d3.scaleLinear([0, Math.max(top, 0.05)], [LOWER_FLOOR, LOWER_TOP]);
    return { x, y, p };
  }

  function drawGrid(svg, x, scale, ticks, format) {
    const tick = assay.groups(svg, ticks, (value) => [0, scale(value)]).attr("class", "axis");
    tick.append("line").attr("class", "grid").attr("x1", x.range()[0]).attr("x2", x.range()[1]);
    const text = tick
      .append("text")
      .attr("class", "y")
      .attr("x", MARGIN.left - 8)
      .attr("y", 4);
    text.text(format);
  }

  function drawDepthAxis(svg, x, width) {
    const axis = svg.append("g").attr("class", "axis");
    const ends = axis.append("line").attr("class", "base").attr("x1", x.range()[0]);
    ends.attr("x2", x.range()[1]).attr("y1", LOWER_FLOOR).attr("y2", LOWER_FLOOR);
    const ticks = x.ticks(width < 560 ? 4 : 8).filter(Number.isInteger);
    const tick = assay.groups(axis, ticks, (value) => [x(value), LOWER_FLOOR + 17]);
    tick.append("text").text(assay.count);
    const name = axis
      .append("text")
      .attr("class", "second end-right")
      .attr("x", width - MARGIN.right);
    name.attr("y", HEIGHT - 6).text("findings checked, most suspicious first →");
  }

  function drawTitles(svg) {
    const title = (y, text) =>
      svg
        .append("text")
        .attr("class", "panel-title")
        .attr("x", MARGIN.left)
        .attr("y", y)
        .text(text);
    title(14, "Wrong labels found");
    title(LOWER_TOP - 8, "The next one is wrong with");
  }

  function drawCurve(svg, { x, y, p }, points) {
    const place = (shape) => shape.x((point) => x(point.depth)).curve(d3.curveMonotoneX);
    const add = (name, shape) => svg.append("path").attr("class", name).attr("d", shape(points));
    const band = d3
      .area()
      .y0((point) => y(point.low))
      .y1((point) => y(point.high));
    const chance = d3
      .area()
      .y0(LOWER_FLOOR)
      .y1((point) => p(point.marginal));
    add("band", place(band));
    add("curve", place(d3.line().y((point) => y(point.expected))));
    add("chance", place(chance));
    add("chance-line", place(d3.line().y((point) => p(point.marginal))));
  }

  // What the same number of checks would find in no particular order.
  function drawRandom(svg, { x, y }) {
    const all = review.points[review.points.length - 1];
    const end = x.domain()[1];
    const share = all.expected / all.depth;
    svg
      .append("line")
      .attr("class", "random")
      .attr("x1", x(0))
      .attr("y1", y(0))
      .attr("x2", x(end))
      .attr("y2", y(share * end));
    svg
      .append("text")
      .attr("class", "random-name")
      .attr("x", x(end) - 4)
      .attr("y", y(share * end) - 6)
      .text("checking at random");
  }

  function drawThreshold(svg, { x, p }) {
    const threshold = review.threshold();
    if (!(threshold <= p.domain()[1])) return;
    const [x1, x2] = x.range();
    const line = svg.append("line").attr("class", "threshold").attr("x1", x1).attr("x2", x2);
    line.attr("y1", p(threshold)).attr("y2", p(threshold));
    const name = svg
      .append("text")
      .attr("class", "threshold-name")
      .attr("x", x2 - 4);
    name.attr("y", p(threshold) - 5).text("a check pays above " + review.percent(threshold));
  }

  // A named vertical line, its name to the left or to the right of it.
  function drawMark(svg, x, { depth, kind, name, isLeft, row }) {
    const group = svg.append("g").attr("class", "mark " + kind);
    const line = group.append("line").attr("x1", x(depth)).attr("x2", x(depth));
    line.attr("y1", MARGIN.top).attr("y2", LOWER_FLOOR);
    const text = group.append("text").attr("y", MARGIN.top + 13 + 15 * row);
    text.attr("x", x(depth) + (isLeft ? -7 : 7)).attr("text-anchor", isLeft ? "end" : "start");
    text.text(`${name} ${assay.count(depth)}`);
  }

  // Of two marks, the names are on the outer sides; where there is no room for that, one below the
  // other.
  function drawMarks(svg, x) {
    const [begin, end] = x.range();
    const marks = [
      { depth: review.flagged, kind: "flagged", name: "flagged" },
      { depth: review.stop(), kind: "stop", name: "stop after" },
    ].filter(({ depth }) => depth > 0 && depth <= x.domain()[1]);
    marks.sort((a, b) => a.depth - b.depth);
    marks.forEach((mark, i) => {
      const isFirstOfTwo = marks.length === 2 && i === 0;
      mark.isLeft =
        x(mark.depth) > end - NAME_WIDTH || (isFirstOfTwo && x(mark.depth) > begin + NAME_WIDTH);
      mark.row = i === 1 && marks[0].isLeft === mark.isLeft ? 1 : 0;
      drawMark(svg, x, mark);
    });
  }

  function drawCursor(svg, { x, y, p }) {
    const cursor = svg.append("g").attr("class", "cursor");
    const line = cursor.append("line").attr("y1", MARGIN.top).attr("y2", LOWER_FLOOR);
    const dots = [cursor.append("circle").attr("r", 5), cursor.append("circle").attr("r", 4)];
    review.moveCursor = function () {
      const at = review.at(review.state.depth);
      line.attr("x1", x(at.depth)).attr("x2", x(at.depth));
      dots[0].attr("cx", x(at.depth)).attr("cy", y(at.expected));
      dots[1].attr("cx", x(at.depth)).attr("cy", p(at.marginal));
    };
    review.moveCursor();
  }

  // The pointer moves the cursor as the slider does.
  function followPointer(svg, x) {
    const node = svg.node();
    let isDown = false;
    const follow = (event) => {
      const scale = node.viewBox.baseVal.width / node.getBoundingClientRect().width;
      review.setDepth(x.invert((event.clientX - node.getBoundingClientRect().left) * scale));
    };
    node.addEventListener("pointerdown", (event) => {
      isDown = event.button === 0;
      if (isDown) follow(event);
    });
    node.addEventListener("pointermove", (event) => isDown && follow(event));
    for (const end of ["pointerup", "pointerleave"]) {
      node.addEventListener(end, () => {
        isDown = false;
      });
    }
  }

  function placeSlider(container, width) {
    const slider = container.parentNode.querySelector(".depth-slider");
    if (!slider) return;
    slider.style.marginLeft = MARGIN.left - HANDLE + "px";
    slider.style.width = width - MARGIN.left - MARGIN.right + 2 * HANDLE + "px";
  }

  assay.painters.review = function (container, width) {
    const points = pointsTo(review.horizon());
    const scale = scales(width, points);
    const svg = assay.frame(container, "review-chart", width, HEIGHT);
    drawGrid(svg, scale.x, scale.y, scale.y.ticks(4), assay.count);
    drawGrid(svg, scale.x, scale.p, scale.p.ticks(3), d3.format(".0%"));
    drawRandom(svg, scale);
    drawCurve(svg, scale, points);
    drawDepthAxis(svg, scale.x, width);
    drawTitles(svg);
    drawThreshold(svg, scale);
    drawMarks(svg, scale.x);
    drawCursor(svg, scale);
    followPointer(svg, scale.x);
    placeSlider(container, width);
  };
})(window.assayReport);
