// The desk's keys. Everything they do can be done by mouse and without this file.
(() => {
  "use strict";
  const items = () => [...document.querySelectorAll("[data-list] [data-item]")];
  const current = () => document.querySelector("[data-item].here") || document.querySelector("[data-item][data-here]");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let place = 0;

  // On a phone the ways are one line that scrolls.
  document.querySelector(".ways [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  const choose = (item) => {
    document.querySelectorAll("[data-item].here").forEach((other) => other.classList.remove("here"));
    if (!item) return;
    item.classList.add("here");
    item.focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    place = items().indexOf(item);
  };
  const step = (by) => {
    const all = items();
    if (!all.length) return;
    const at = all.findIndex((item) => item.classList.contains("here"));
    choose(all[Math.max(0, Math.min(all.length - 1, at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by))]);
  };
  const press = (key) => {
    const own = current() && current().querySelector(`[data-key="${key}"]`);
    const target = own || document.querySelector(`[data-here] [data-key="${key}"]`);
    if (!target) return;
    const hash = target.tagName === "A" && target.getAttribute("href").startsWith("#") ? target.getAttribute("href").slice(1) : "";
    target.click();
    // The second story that is chosen by key leads on to the preview; more than two are chosen by mouse.
    if (key === "m" && target.checked && document.querySelectorAll('[data-key="m"]:checked').length === 2) document.querySelector("[data-merge]").click();
    if (hash) {
      const first = document.getElementById(hash);
      if (first) first.focus();
      if (hash === "members") choose(items()[0]);
    }
  };
  const help = () => {
    const box = document.getElementById("help");
    if (box && !box.open) box.showModal();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const on = event.target;
    const writes = on.matches && on.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (event.key === "Escape" && writes) return on.blur();
    if (writes || document.querySelector("dialog[open]")) return;
    const item = current();
    const does = {
      j: () => step(1),
      k: () => step(-1),
      "/": () => document.getElementById("find") && document.getElementById("find").focus(),
      "?": help,
      g: () => location.assign("/"),
      u: () => {
        const form = document.getElementById("undo");
        const button = document.querySelector('[data-key="u"]');
        if (button) button.click();
        else if (form) form.requestSubmit();
      },
    }[event.key];
    if (does) {
      event.preventDefault();
      does();
    } else if (event.key === "Enter" && item && (on === item || on === document.body || on.id === "main")) {
      const link = item.querySelector("[data-open]");
      const confirm = document.querySelector("[data-confirm]");
      if (link || confirm) {
        event.preventDefault();
        (confirm || link).click();
      }
    } else if (event.key === "Enter" && on === document.body && document.querySelector("[data-confirm]")) {
      event.preventDefault();
      document.querySelector("[data-confirm]").click();
    } else if ("phemslt".includes(event.key) && event.key.length === 1) {
      event.preventDefault();
      press(event.key);
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-help]")) help();
  });
  document.addEventListener("htmx:afterSwap", () => {
    const all = items();
    if (all.length && place >= 0) choose(all[Math.min(place, all.length - 1)]);
  });
  const start = () => {
    document.querySelectorAll("[data-help]").forEach((button) => { button.hidden = false; });
    const confirm = document.querySelector("[data-confirm]");
    if (confirm) confirm.focus();
    const asked = location.hash.slice(1);
    if (asked && document.getElementById(asked)) document.getElementById(asked).focus({ preventScroll: true });
    if (asked === "members") choose(items()[0]);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
