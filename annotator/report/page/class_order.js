// An order of the classes in which those that are mixed up stand side by side.
(function (assay) {
  "use strict";

  // How often each pair is mixed up, in either direction, from triples (given, suggested, count).
  function links(flat, isWanted) {
    const weights = new Map();
    for (let k = 0; k < flat.length; k += 3) {
      if (!isWanted(flat[k]) || !isWanted(flat[k + 1])) continue;
      const pair = [Math.min(flat[k], flat[k + 1]), Math.max(flat[k], flat[k + 1])];
      const key = pair.join();
      const link = weights.get(key) || { pair, weight: 0 };
      link.weight += flat[k + 2];
      weights.set(key, link);
    }
    return Array.from(weights.values()).sort((a, b) => b.weight - a.weight);
  }

  // Joins the chain that ends or begins with `a` and the one that does so with `b`, those two side
  // by side.
  function joined(chainA, a, chainB, b) {
    const head = chainA[chainA.length - 1] === a ? chainA : chainA.reverse();
    return head.concat(chainB[0] === b ? chainB : chainB.reverse());
  }

  const isEnd = (chain, label) => chain[0] === label || chain[chain.length - 1] === label;

  // Strongest links first, each joins two chains at their ends; the chains that are left follow one
  // another, longest first.
  assay.orderAlike = function (labels, flat) {
    const chainOf = new Map(labels.map((label) => [label, [label]]));
    for (const { pair } of links(flat, (label) => chainOf.has(label))) {
      const [a, b] = pair;
      const [chainA, chainB] = [chainOf.get(a), chainOf.get(b)];
      if (chainA === chainB || !isEnd(chainA, a) || !isEnd(chainB, b)) continue;
      const chain = joined(chainA, a, chainB, b);
      for (const label of chain) chainOf.set(label, chain);
    }
    const chains = Array.from(new Set(chainOf.values()));
    return [].concat(...chains.sort((a, b) => b.length - a.length));
  };
})(window.assayReport);
