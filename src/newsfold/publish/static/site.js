// Marks what is new since the last visit. What it remembers, two times, stays in this browser; without it the page is the same.
(() => {
  "use strict";
  const main = document.querySelector("main[data-new]");
  const told = document.querySelector(".visit");
  if (!main || !told) return;
  const QUIET = 30 * 60 * 1000; // a visit ends after half an hour
  const key = "newsfold visit";
  const now = Date.now();
  let last = 0;
  try {
    const kept = JSON.parse(localStorage.getItem(key)) || {};
    last = now - (kept.seen || 0) > QUIET ? kept.seen : kept.last;
    localStorage.setItem(key, JSON.stringify({ seen: now, last: last || 0 }));
  } catch {
    return;
  }
  if (!last) return;
  let count = 0;
  for (const item of main.querySelectorAll("article")) {
    const time = item.querySelector("time");
    if (!time || Date.parse(time.dateTime) <= last) continue;
    count += 1;
    const mark = document.createElement("span");
    mark.className = "new-mark";
    mark.textContent = main.dataset.new;
    item.prepend(mark);
  }
  if (count) told.textContent = main.dataset.count.replace("{count}", count);
})();
