// Keyboard in registers: "/" goes to the search, J and K move between rows, Enter opens (a row is a link; from a row
// that leads nowhere it goes to the first button there).
"use strict";
(function () {
  var typing = function (element) {
    return element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));
  };
  var rows = function () {
    var all = document.querySelectorAll("a.row, summary.row, table.register tbody tr");
    return Array.prototype.filter.call(all, function (one) {
      return one.tagName !== "TR" || !one.querySelector("a.row, summary.row");
    });
  };
  var move = function (step) {
    var all = rows();
    if (!all.length) return;
    var at = all.indexOf(document.activeElement);
    var next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
    if (all[next].tagName === "TR") all[next].tabIndex = -1;
    all[next].focus();
    all[next].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    // By the place of the key, so that a Russian layout works alike.
    var search = document.querySelector("[data-search]") || document.querySelector("[data-search-everywhere]");
    if ((event.code === "Slash" || event.key === "/") && search) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.code === "KeyJ") move(1);
    else if (event.code === "KeyK") move(-1);
    else if (event.key === "Enter" && event.target.tagName === "TR") {
      var first = event.target.querySelector("a, button");
      // The same press must not press the button that it has led to.
      event.preventDefault();
      if (first) first.focus();
    }
  });
  // The whole row leads where its link leads; selecting text or another link stays possible.
  document.addEventListener("click", function (event) {
    var row = event.target.closest && event.target.closest("table.register tbody tr");
    if (!row || event.target.closest("a, button, input, select, label, summary, details")) return;
    if (String(window.getSelection())) return;
    var link = row.querySelector("a.row");
    if (link) link.click();
  });
  document.addEventListener("click", function (event) {
    if (event.target.closest && event.target.closest("[data-print]")) window.print();
  });
  // What is copied is also selected, so that Ctrl+C works where the browser keeps the clipboard to itself.
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-copy]");
    if (!button) return;
    var text = document.getElementById(button.dataset.copy);
    window.getSelection().selectAllChildren(text);
    var told = function () { button.textContent = button.dataset.copied; };
    if (navigator.clipboard) navigator.clipboard.writeText(text.textContent).then(told, function () {});
    else if (document.execCommand("copy")) told();
  });
  // A page that was opened by a sent form cannot be gone back to: its place is taken by one that can.
  var instead = document.querySelector("[data-instead]");
  if (instead) window.history.replaceState(null, "", instead.dataset.instead);
  // A second press of a button sends nothing a second time.
  document.addEventListener("submit", function (event) {
    if (event.target.method !== "post") return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
    });
  });
})();
