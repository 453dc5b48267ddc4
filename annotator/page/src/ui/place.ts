import { signal } from "@preact/signals";

/** The path of the page that is shown. */
export const place = signal(location.pathname);

// The router tells of its own changes by events of these names.
for (const event of ["popstate", "pushState", "replaceState"]) {
  window.addEventListener(event, () => {
    place.value = location.pathname;
  });
}
