// The inputs above the list: search, menus, order.
(function (assay) {
  "use strict";

  const SEARCH_DELAY_MS = 60;
  const { element, items, label } = assay;

  const option = (value, title) => element("option", { value }, title);

  function countBy(column) {
    const counts = new Map();
    for (const index of column) counts.set(index, (counts.get(index) || 0) + 1);
    return Array.from(counts).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  }

  // A menu of the labels that occur, most frequent first.
  const labelOptions = (column) =>
    countBy(column).map(([index, count]) =>
      option(index, (label(index) || "(empty)") + " (" + assay.count(count) + ")")
    );

  const asWords = (name) => name.replace(/_/g, " ");

  function evidenceGroup(title, isSignal) {
    const options = items.evidenceNames
      .map((evidence, bit) => ({ evidence, bit }))
      .filter(({ evidence }) => evidence.isSignal === isSignal)
      .map(({ evidence, bit }) => option(bit, asWords(evidence.name) || "(no name)"));
    return options.length ? element("optgroup", { label: title }, ...options) : null;
  }

  const CHECKED = [
    ["", "any"],
    ["open", "not yet"],
    ["wrong", "label is wrong"],
    ["right", "label is right"],
    ["here", "decided on this page"],
    ["selected", "selected"],
  ];
  const FLAGGED = [
    ["", "any"],
    ["yes", "flagged"],
    ["no", "not flagged"],
  ];
  const SORTS = [
    ["rank", "most suspicious first"],
    ["last", "least suspicious first"],
    ["margin", "largest gap of probabilities"],
    ["given", "given label"],
    ["suggested", "suggested label"],
    ["id", "id"],
  ];

  const options = (pairs) => pairs.map(([value, title]) => option(value, title));

  function labelled(title, control, name) {
    return element("label", { class: name || null }, element("span", {}, title), control);
  }

  function menu(key, title, choices, onChange) {
    const select = element("select", { name: key }, ...choices);
    select.addEventListener("change", () => onChange(key, select.value));
    return labelled(title, select);
  }

  function searchBox(onChange) {
    const box = element("input", {
      type: "search",
      name: "query",
      placeholder: "Text, id or label",
      autocomplete: "off",
    });
    let timer = 0;
    box.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => onChange("query", box.value.trim()), SEARCH_DELAY_MS);
    });
    return labelled("Search", box, "search");
  }

  // onChange(key, value): `key` of assay.noFilter(), or "sort".
  assay.filterForm = function (onChange) {
    const any = () => option("", "any");
    const evidence = [
      evidenceGroup("Reasons", false),
      evidenceGroup("Signals against the label", true),
    ];
    const form = element(
      "form",
      { class: "controls", role: "search", "aria-label": "Suspects" },
      searchBox(onChange),
      menu("given", "Given label", [any(), ...labelOptions(items.given)], onChange),
      menu("suggested", "Suggested label", [any(), ...labelOptions(items.suggested)], onChange),
      menu("flag", "Flag", options(FLAGGED), onChange),
      evidence.some(Boolean)
        ? menu("evidence", "Reason or signal", [any(), ...evidence], onChange)
        : null,
      menu("checked", "Checked", options(CHECKED), onChange),
      menu("sort", "Order", options(SORTS), onChange)
    );
    form.addEventListener("submit", (event) => event.preventDefault());
    return form;
  };

  // Makes the inputs show `wanted`.
  assay.syncFilterForm = function (form, wanted) {
    for (const control of form.elements) {
      if (control.name in wanted) control.value = wanted[control.name];
    }
  };
})(window.assayReport);
