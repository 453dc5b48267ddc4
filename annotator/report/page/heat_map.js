// Items by given and suggested label: the flagged ones, or the models' estimate for all.
(function (assay) {
  "use strict";

  const FONT_SIZE = 12;
  // Cells narrower than this have no numbers.
  const NUMBER_WIDTH = 24;
  const SMALLEST_CELL = 9;
  const LEVEL_COUNT = 8;
  const GAP_SHARE = 0.08;
  // More names than this cannot be told apart.
  const CLASS_LIMIT = 300;
  const { focus, flagged, joint } = assay.data.heat_map;
  const classCount = assay.data.class_count;
  const state = { isFlagged: true, isFocused: classCount > focus.length, isByName: true };
  const all = Array.from({ length: classCount }, (_, index) => index);
  const parts = {};
  let drawn = null;

  // The triples of `flat` whose labels are both in `place`, as cells of the grid.
  function cellsOf(flat, place) {
    const cells = [];
    for (let k = 0; k < flat.length; k += 3) {
      const i = place.get(flat[k]);
      const j = place.get(flat[k + 1]);
      if (i !== undefined && j !== undefined) cells.push({ i, j, count: flat[k + 2] });
    }
    return cells;
  }

  function grid() {
    const flat = state.isFlagged ? flagged : joint;
    const byName = state.isFocused ? focus : all;
    const labels = state.isByName ? byName : assay.orderAlike(byName, flat);
    const place = new Map(labels.map((label, i) => [label, i]));
    const cells = cellsOf(flat, place);
    const countAt = new Map(cells.map((cell) => [cell.i * labels.length + cell.j, cell.count]));
    const names = labels.map((index) => assay.label(index) || "(empty)");
    return { labels, names, cells, count: (i, j) => countAt.get(i * labels.length + j) || 0 };
  }

  function layOut(width, names) {
    const limit = width < 520 ? 84 : 170;
    const longest = d3.max(names, (name) => assay.textWidth(name, FONT_SIZE)) || 0;
    // Column names lie flat where they fit; else they rise to the right of the cell, the steeper
    // the closer they are.
    const slant = Math.min(longest, 150);
    const angle = names.length > 40 ? 70 : 45;
    const left = Math.min(longest, limit) + 10;
    const right = slant * Math.cos((angle * Math.PI) / 180) + 4;
    const least = names.length > 40 ? SMALLEST_CELL : NUMBER_WIDTH;
    const cell = Math.max(least, Math.min(120, (width - left - right) / names.length));
    const isFlat = longest <= cell - 8;
    const height = Math.min(cell, 44);
    const font = Math.min(FONT_SIZE, Math.max(8, height - 1));
    const top = isFlat ? 24 : slant * Math.sin((angle * Math.PI) / 180) + 16;
    return { left, cell, height, isFlat, slant, angle, font, top, right: isFlat ? 4 : right };
  }

  function drawNames(svg, names, layout) {
    const { left, top, cell, height, font } = layout;
    const row = assay.groups(svg, names, (name, i) => [
      left - 8,
      top + (i + 0.5) * height + font / 3,
    ]);
    row
      .append("text")
      .attr("text-anchor", "end")
      .text((name) => assay.fitText(name, left - 10, font));
    const column = assay.groups(svg, names, (name, i) => [left + (i + 0.5) * cell, top - 8]);
    column
      .append("text")
      .attr("text-anchor", layout.isFlat ? "middle" : "start")
      .attr("transform", layout.isFlat ? null : `rotate(${-layout.angle})`)
      .text((name) => assay.fitText(name, layout.slant, font));
    for (const group of [row, column]) {
      group.attr("class", "name").style("font-size", font + "px");
      group.append("title").text((name) => name);
    }
  }

  function squarePath(cells, { left, top, cell, height }) {
    const gap = Math.max(1, Math.min(2, cell * GAP_SHARE));
    const side = `h${(cell - gap).toFixed(2)}v${(height - gap).toFixed(2)}h${(gap - cell).toFixed(
      2
    )}z`;
    return cells
      .map(({ i, j }) => `M${(left + j * cell).toFixed(2)} ${(top + i * height).toFixed(2)}${side}`)
      .join("");
  }

  // One path for each level of strength: a hundred thousand cells are as quick as ten.
  function drawSquares(svg, { names, cells }, layout) {
    const most = d3.max(cells, (cell) => cell.count) || 1;
    // The strength follows the root, so that small counts can be seen beside large ones.
    const level = (count) => Math.max(1, Math.ceil(LEVEL_COUNT * Math.sqrt(count / most)));
    const diagonal = names.map((_, i) => ({ i, j: i }));
    svg.append("path").attr("class", "same").attr("d", squarePath(diagonal, layout));
    if (names.length <= 40) drawEmpty(svg, names, layout);
    for (let step = 1; step <= LEVEL_COUNT; ++step) {
      const ofLevel = cells.filter((cell) => level(cell.count) === step);
      const path = svg.append("path").attr("class", "level").attr("d", squarePath(ofLevel, layout));
      path.attr("fill-opacity", 0.1 + (0.9 * step) / LEVEL_COUNT);
    }
    return level;
  }

  function drawEmpty(svg, names, layout) {
    const empty = d3.cross(d3.range(names.length), d3.range(names.length), (i, j) => ({ i, j }));
    const others = empty.filter(({ i, j }) => i !== j);
    svg.append("path").attr("class", "empty").attr("d", squarePath(others, layout));
  }

  const shortCount = (count, cell) =>
    count < 1000 || cell > 40 ? assay.count(count) : d3.format(".2~s")(count);

  function drawNumbers(svg, { cells }, layout, level) {
    const { left, top, cell, height } = layout;
    if (cell < NUMBER_WIDTH) return;
    const number = assay.groups(svg, cells, (d) => [
      left + (d.j + 0.5) * cell - 1,
      top + (d.i + 0.5) * height + 3,
    ]);
    number
      .attr("class", "count")
      .classed("middle", (d) => level(d.count) > 4 && level(d.count) <= 6)
      .classed("strong", (d) => level(d.count) > 6)
      .append("text")
      .text((d) => shortCount(d.count, cell));
  }

  function cellAt(event) {
    const box = drawn.node.getBoundingClientRect();
    const { left, top, cell, height } = drawn.layout;
    const scale = drawn.node.viewBox.baseVal.width / box.width;
    const j = Math.floor(((event.clientX - box.left) * scale - left) / cell);
    const i = Math.floor(((event.clientY - box.top) * scale - top) / height);
    const size = drawn.grid.names.length;
    return i >= 0 && j >= 0 && i < size && j < size ? { i, j } : null;
  }

  // Where the middle of a cell lies in the picture.
  assay.heatCell = function (i, j) {
    const { left, top, cell, height } = drawn.layout;
    return { x: left + (j + 0.5) * cell, y: top + (i + 0.5) * height };
  };

  function describe({ i, j }) {
    const { names, count } = drawn.grid;
    if (i === j) return names[i];
    const what = state.isFlagged ? "flagged" : "estimated";
    return `Given ${names[i]}, suggested ${names[j]}: ${assay.count(count(i, j))} ${what}`;
  }

  function onMove(event) {
    const at = cellAt(event);
    parts.readout.textContent = at === null ? parts.hint : describe(at);
    drawn.frame.attr("visibility", at === null ? "hidden" : "visible");
    drawn.node.classList.toggle("clickable", at !== null && at.i !== at.j);
    if (at === null) return;
    const { left, top, cell, height } = drawn.layout;
    drawn.frame.attr("x", left + at.j * cell - 0.5).attr("y", top + at.i * height - 0.5);
  }

  function onClick(event) {
    const at = cellAt(event);
    if (at === null || at.i === at.j) return;
    const { labels } = drawn.grid;
    assay.showPair(labels[at.i], labels[at.j]);
  }

  assay.painters["heat-map"] = function (container, width) {
    const shown = grid();
    const layout = layOut(width, shown.names);
    const svg = assay.frame(
      container,
      "heat-map",
      Math.ceil(layout.left + shown.names.length * layout.cell + layout.right),
      Math.ceil(layout.top + shown.names.length * layout.height + 4)
    );
    drawNames(svg, shown.names, layout);
    const level = drawSquares(svg, shown, layout);
    drawNumbers(svg, shown, layout, level);
    const frame = svg.append("rect").attr("class", "hovered").attr("visibility", "hidden");
    frame.attr("width", layout.cell).attr("height", layout.height);
    drawn = { grid: shown, layout, frame, node: svg.node() };
    svg.node().addEventListener("pointermove", onMove);
    svg.node().addEventListener("click", onClick);
  };

  // The flagged items of a pair, else all of it.
  assay.showPair = function (given, suggested) {
    const flag = state.isFlagged ? "yes" : "";
    assay.showOnly({ given: String(given), suggested: String(suggested), flag });
  };

  function choice(name, choices, isChosen, choose) {
    const buttons = choices.map(([title, value]) => {
      const button = assay.button(title, () => {
        choose(value);
        refresh();
      });
      button.setAttribute("aria-pressed", String(isChosen(value)));
      return { button, value };
    });
    const refresh = () => {
      buttons.forEach(({ button, value }) =>
        button.setAttribute("aria-pressed", String(isChosen(value)))
      );
      assay.redraw("heat-map");
    };
    return assay.element(
      "span",
      { class: "segmented", role: "group", "aria-label": name },
      ...buttons.map(({ button }) => button)
    );
  }

  assay.startHeatMap = function () {
    const place = document.getElementById("heat-controls");
    if (place === null) return;
    const caption = document.getElementById("heat-caption");
    if (state.isFocused && classCount > CLASS_LIMIT) {
      caption.append(`; the ${focus.length} most confused of ${assay.count(classCount)} classes`);
    }
    parts.hint = "Point at a cell to read it, click to see its suspects.";
    parts.readout = assay.element("span", { class: "heat-readout" }, parts.hint);
    const add = (name, key, choices) => {
      const isChosen = (value) => value === state[key];
      place.append(
        choice(name, choices, isChosen, (value) => {
          state[key] = value;
        })
      );
    };
    if (joint.length > 0) {
      add("What is counted", "isFlagged", [
        ["Flagged", true],
        ["Estimated by the models", false],
      ]);
    }
    if (state.isFocused && classCount <= CLASS_LIMIT) {
      const some = `${focus.length} most confused`;
      add("Which classes", "isFocused", [
        [some, true],
        [`All ${classCount} classes`, false],
      ]);
    }
    if (classCount > 4) {
      add("Order of the classes", "isByName", [
        ["By name", true],
        ["Mixed up ones together", false],
      ]);
    }
    place.append(parts.readout);
  };
})(window.assayReport);
