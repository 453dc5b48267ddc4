// Starts the page.  data-page on the root element says how that went.
(function (assay) {
  "use strict";

  const root = document.documentElement;

  function startTheme() {
    const button = document.getElementById("theme");
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    const isDark = () => (root.dataset.theme || (system.matches ? "dark" : "light")) === "dark";
    const name = () => {
      const other = isDark() ? "Light" : "Dark";
      button.textContent = other;
      button.setAttribute("aria-label", other + " theme");
    };
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      name();
    });
    system.addEventListener("change", name);
    name();
  }

  root.dataset.page = "failed";
  for (const part of document.querySelectorAll(".needs-script")) part.hidden = false;
  startTheme();
  assay.startSuspects();
  assay.startClasses();
  if (assay.startRules) assay.startRules();
  assay.startHeatMap();
  if (assay.startReview) assay.startReview();
  assay.startCharts();
  root.dataset.page = "ready";
})(window.assayReport);
