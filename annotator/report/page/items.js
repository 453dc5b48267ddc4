// The columns of all items that the page lists, most suspicious first: item i has rank i + 1.
(function (assay) {
  "use strict";

  const packed = assay.data.items;

  function bytes(base64) {
    const text = atob(base64);
    const decoded = new Uint8Array(text.length);
    for (let i = 0; i < text.length; ++i) decoded[i] = text.charCodeAt(i);
    return decoded;
  }

  // Little-endian, as all machines are that run browsers.
  const column = (Type, base64) => new Type(bytes(base64).buffer);

  const items = {
    count: packed.count,
    ids: packed.ids,
    given: column(Uint16Array, packed.given),
    suggested: column(Uint16Array, packed.suggested),
    scores: column(Uint16Array, packed.score),
    givenShares: bytes(packed.given_p),
    suggestedShares: bytes(packed.suggested_p),
    flagged: bytes(packed.flagged),
    evidence: column(Uint32Array, packed.evidence),
    errors: packed.error === undefined ? null : column(Uint16Array, packed.error),
    // By item: index of the label that a person found to be right, -1 where only the given one is
    // known to be wrong.
    verified: new Map(assay.data.verified),
  };
  assay.items = items;

  items.score = (i) => items.scores[i] / 65535;
  items.errorProbability = (i) => (items.errors === null ? null : items.errors[i] / 65535);
  // What is known beyond the columns, for the first items only.
  items.suspect = (i) => assay.data.suspects[i] || null;
  items.text = (i) => (i < assay.data.suspects.length ? assay.data.suspects[i].t : "");
  items.isWhole = (i) => i < assay.data.suspects.length && "c" in assay.data.suspects[i];
  items.givenShare = (i) => (items.isWhole(i) ? items.suspect(i).g : items.givenShares[i] / 255);
  items.suggestedShare = (i) =>
    items.isWhole(i) ? items.suspect(i).s : items.suggestedShares[i] / 255;
  items.hasSuggestion = (i) => items.given[i] !== items.suggested[i];

  // The names of the evidence on item i: {name, isSignal}.
  items.evidenceNames = packed.evidence_names.map(([name, isSignal]) => ({ name, isSignal }));
  items.evidenceOf = (i) => items.evidenceNames.filter((_, bit) => (items.evidence[i] >>> bit) & 1);

  let indexById = null;
  items.find = function (id) {
    if (indexById === null) indexById = new Map(items.ids.map((other, i) => [other, i]));
    return indexById.get(id);
  };
})(window.assayReport);
