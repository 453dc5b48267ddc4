// The slider over the depth of the review: what checking so many findings gives and costs.
(function (assay) {
  "use strict";

  const curve = assay.data.review;
  if (curve === undefined) return;

  const { element, items } = assay;
  const points = curve.points.map(([depth, expected, low, high, marginal]) => ({
    depth,
    expected,
    low,
    high,
    marginal,
  }));
  const last = points[points.length - 1];
  const MICROS = 1e6;
  const parts = {};
  const state = { depth: 0, isWhole: false };
  assay.review = { points, state, flagged: assay.data.figures.flagged };

  const bisectDepth = d3.bisector((point) => point.depth).left;

  // The curve at any depth, straight between its points; nothing is found at depth 0.
  assay.review.at = function (depth) {
    const right = Math.min(bisectDepth(points, depth), points.length - 1);
    const b = points[right];
    const a =
      right > 0
        ? points[right - 1]
        : { depth: 0, expected: 0, low: 0, high: 0, marginal: b.marginal };
    const share = b.depth === a.depth ? 1 : Math.min(1, (depth - a.depth) / (b.depth - a.depth));
    const mix = (key) => a[key] + share * (b[key] - a[key]);
    return {
      depth,
      expected: mix("expected"),
      low: mix("low"),
      high: mix("high"),
      marginal: mix("marginal"),
    };
  };

  const cost = (input) => (input.value.trim() === "" ? NaN : Number(input.value));
  const costs = () => ({ review: cost(parts.review), error: cost(parts.error) });
  const areKnown = ({ review, error }) => review >= 0 && error >= 0;

  const isAsPrefilled = ({ review, error }) =>
    curve.stop_depth !== undefined &&
    review === curve.review_cost_micros / MICROS &&
    error === curve.error_cost_micros / MICROS;

  // The last depth at which the next check saves more than it costs: marginal * error > review.
  function computeStop(prices) {
    const pays = (depth) => assay.review.at(depth).marginal * prices.error > prices.review;
    let right = points.length - 1;
    while (right >= 0 && !pays(points[right].depth)) --right;
    if (right < 0) return 0;
    let stop = points[right].depth;
    let end = right + 1 < points.length ? points[right + 1].depth : stop;
    while (end - stop > 1) {
      const middle = Math.floor((stop + end) / 2);
      if (pays(middle)) stop = middle;
      else end = middle;
    }
    return stop;
  }

  // NaN while the prices are not known.
  assay.review.stop = function () {
    const prices = costs();
    if (!areKnown(prices)) return NaN;
    return isAsPrefilled(prices) ? curve.stop_depth : computeStop(prices);
  };

  // The share of wrong labels at which a check just pays; NaN while the prices are not known.
  assay.review.threshold = function () {
    const { review, error } = costs();
    return areKnown({ review, error }) && error > 0 ? review / error : NaN;
  };

  // The depths of the picture: where most is found and what is marked, unless all are wanted.
  assay.review.horizon = function () {
    if (state.isWhole) return last.depth;
    const most = points.find((point) => point.expected >= 0.9 * last.expected) || last;
    const marked = [most.depth, 1.5 * assay.review.flagged, 1.3 * (assay.review.stop() || 0), 20];
    const wide = d3.max(marked);
    return wide > 0.8 * last.depth ? last.depth : Math.ceil(wide);
  };

  const money = d3.format(",.2f");
  const unit = curve.currency ? " " + curve.currency : "";
  const amount = (value) => (value < 0 ? "−" : "") + money(Math.abs(value)) + unit;
  const whole = (value) => assay.count(Math.round(value));
  const percent = (share) =>
    share >= 0.01 && share <= 0.99 ? d3.format(".0%")(share) : assay.percent(share);
  assay.review.percent = percent;

  function found(at) {
    return [
      "Check the first ",
      element("strong", {}, assay.count(at.depth)),
      ": about ",
      element("strong", {}, whole(at.expected) + " wrong labels"),
      ` found (${curve.verified ? "" : "plausibly "}${whole(at.low)}–${whole(
        at.high
      )}), precision `,
      element("strong", {}, percent(Math.min(1, at.expected / at.depth))),
      `; the ${ordinal(at.depth)} is wrong with a probability of ${percent(at.marginal)}.`,
    ];
  }

  function ordinal(number) {
    const tens = number % 100;
    const endings = { 1: "st", 2: "nd", 3: "rd" };
    const ending = tens >= 11 && tens <= 13 ? "th" : endings[number % 10] || "th";
    return assay.count(number) + ending;
  }

  function balance(at) {
    const prices = costs();
    if (!areKnown(prices)) {
      return "Enter what a check and an undetected wrong label cost, to see where to stop.";
    }
    const spent = at.depth * prices.review;
    const net = (errors) => amount(errors * prices.error - spent);
    return (
      `Cost ${amount(spent)}, saves ${amount(at.expected * prices.error)}: ` +
      `net ${net(at.expected)} (${net(at.low)} to ${net(at.high)}).`
    );
  }

  function stopAdvice() {
    const stop = assay.review.stop();
    if (Number.isNaN(stop)) return "";
    if (stop === 0) return "At these costs not even the first check pays.";
    if (stop >= last.depth) return "At these costs checking everything pays.";
    return `Stop after ${assay.count(
      stop
    )}: from there on, the next check costs more than it saves.`;
  }

  function update() {
    const at = assay.review.at(state.depth);
    parts.slider.value = state.depth;
    parts.number.value = state.depth;
    parts.found.replaceChildren(...found(at));
    parts.balance.textContent = balance(at);
    parts.stop.textContent = stopAdvice();
    parts.toStop.disabled = !(assay.review.stop() > 0);
    parts.show.textContent = `Show the first ${assay.count(Math.min(state.depth, items.count))}`;
    if (assay.review.moveCursor) assay.review.moveCursor();
  }

  assay.review.setDepth = function (depth) {
    if (!Number.isFinite(depth)) return;
    state.depth = Math.min(Math.max(Math.round(depth), 1), last.depth);
    if (state.depth > Number(parts.slider.max)) {
      state.isWhole = true;
      redraw();
    }
    update();
  };

  function redraw() {
    parts.slider.max = assay.review.horizon();
    parts.range.setAttribute("aria-pressed", String(state.isWhole));
    assay.redraw("review");
  }

  function onCosts() {
    redraw();
    update();
  }

  function numberInput(name, value, attributes) {
    const shown = value === undefined ? "" : String(value);
    return element(
      "input",
      Object.assign({ type: "number", name, value: shown, min: 0 }, attributes)
    );
  }

  const field = (title, input) => element("label", {}, element("span", {}, title), input);

  function inputs() {
    const inUnit = curve.currency ? ` (${curve.currency})` : "";
    const micros = (value) => (value === undefined ? undefined : value / MICROS);
    const price = { step: "any", inputmode: "decimal" };
    parts.number = numberInput("depth", state.depth, { min: 1, max: last.depth, step: 1 });
    parts.review = numberInput("review-cost", micros(curve.review_cost_micros), price);
    parts.error = numberInput("error-cost", micros(curve.error_cost_micros), price);
    parts.number.addEventListener("change", () =>
      assay.review.setDepth(Number(parts.number.value))
    );
    for (const input of [parts.review, parts.error]) input.addEventListener("input", onCosts);
    return element(
      "div",
      { class: "review-inputs" },
      field("Findings checked", parts.number),
      field("One check costs" + inUnit, parts.review),
      field("One wrong label costs" + inUnit, parts.error)
    );
  }

  function actions() {
    const toDepth = (depth) => () => assay.review.setDepth(depth());
    parts.toStop = assay.button(
      "To the stop line",
      toDepth(() => assay.review.stop())
    );
    parts.toFlagged = assay.button(
      "To the flagged",
      toDepth(() => assay.review.flagged)
    );
    parts.toFlagged.disabled = assay.review.flagged === 0;
    parts.range = assay.button("Whole data set", () => {
      state.isWhole = !state.isWhole;
      redraw();
      update();
    });
    parts.show = assay.button("Show the first", () => assay.showOnly({ depth: state.depth }), {
      class: "primary",
    });
    return element(
      "p",
      { class: "review-actions" },
      parts.show,
      parts.toStop,
      parts.toFlagged,
      parts.range
    );
  }

  function firstDepth() {
    if (curve.stop_depth > 0) return curve.stop_depth;
    return Math.min(assay.review.flagged || 100, last.depth);
  }

  assay.startReview = function () {
    state.depth = Math.max(1, firstDepth());
    const form = element("form", { class: "review-form", "aria-label": "Review depth" }, inputs());
    form.addEventListener("submit", (event) => event.preventDefault());
    parts.slider = element("input", {
      type: "range",
      class: "depth-slider",
      min: 1,
      step: 1,
      "aria-label": "Findings checked",
    });
    parts.slider.addEventListener("input", () => assay.review.setDepth(Number(parts.slider.value)));
    parts.found = element("p", { class: "found" });
    parts.balance = element("p", {});
    parts.stop = element("p", { class: "stop-text" });
    const said = element("output", { class: "said" }, parts.found, parts.balance, parts.stop);
    document.getElementById("review-controls").append(said, form, actions());
    document.querySelector("[data-chart=review]").after(parts.slider);
    parts.slider.max = assay.review.horizon();
    update();
  };
})(window.assayReport);
