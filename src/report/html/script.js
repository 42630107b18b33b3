(function () {
  "use strict";
  var root = document.documentElement, body = document.body;
  var panel = document.getElementById("panel"), back = null;
  body.classList.add("js");

  function english() { return document.getElementById("lang-en").checked; }
  function words(zh, en) { return english() ? en : zh; }
  function onLanguage() {
    root.lang = english() ? "en" : "zh-CN";
    root.classList.toggle("english", english());
  }
  document.querySelectorAll("input[name=lang]").forEach(function (r) { r.addEventListener("change", onLanguage); });
  onLanguage();

  // Pages: the overview, or one instrument.
  var sections = document.querySelectorAll("main>section");
  function show(id) {
    var target = id && document.getElementById(id);
    var page = target && target.closest("section.page");
    sections.forEach(function (s) {
      s.classList.toggle("shown", page ? s === page : s.classList.contains("over"));
    });
    document.querySelectorAll("mark.hit").forEach(function (m) { m.classList.remove("hit"); });
    if (!target) { window.scrollTo(0, 0); return; }
    var details = target.closest("details");
    if (details) { details.open = true; }
    var next = target.nextElementSibling;
    while (next && next.tagName === "SPAN" && next.id) { next = next.nextElementSibling; }
    if (/^e/.test(id) && next && next.tagName === "MARK") { next.classList.add("hit"); target = next; }
    target.scrollIntoView({ block: page === target ? "start" : "center" });
  }
  function onHash() {
    if (panel.open) { panel.close(); }
    show(decodeURIComponent(location.hash.slice(1)));
  }
  window.addEventListener("hashchange", onHash);
  onHash();

  // A cell of the matrix opens beside it.
  function button(label, act) {
    var b = document.createElement("button");
    b.type = "button"; b.className = "close"; b.textContent = label;
    b.addEventListener("click", act);
    return b;
  }
  function open(cell) {
    var source = document.getElementById(cell.hash.slice(1));
    if (!source) { return false; }
    var page = source.closest("section.page");
    panel.textContent = "";
    panel.appendChild(button(words("关闭", "Close"), function () { panel.close(); }));
    var title = document.createElement("h3");
    title.textContent = page.querySelector("h2").textContent;
    panel.appendChild(title);
    var copy = source.cloneNode(true);
    copy.removeAttribute("id");
    panel.appendChild(copy);
    var more = document.createElement("p"), link = document.createElement("a");
    link.href = cell.hash;
    link.textContent = words("在文本页查看", "Open the instrument's page");
    more.appendChild(link);
    panel.appendChild(more);
    back = cell;
    if (!panel.open) { panel.showModal(); }
    return true;
  }
  document.querySelectorAll(".matrix tbody").forEach(function (t) {
    t.addEventListener("click", function (e) {
      var cell = e.target.closest("td a");
      if (cell && !e.ctrlKey && !e.metaKey && !e.shiftKey && open(cell)) { e.preventDefault(); }
    });
    t.addEventListener("keydown", function (e) {
      var td = e.target.closest("td");
      if (!td) { return; }
      var tr = td.parentNode, n = td.cellIndex, to = null;
      if (e.key === "ArrowLeft") { to = tr.cells[n - 1]; }
      if (e.key === "ArrowRight") { to = tr.cells[n + 1]; }
      if (e.key === "ArrowUp" && tr.previousElementSibling) { to = tr.previousElementSibling.cells[n]; }
      if (e.key === "ArrowDown" && tr.nextElementSibling) { to = tr.nextElementSibling.cells[n]; }
      var a = to && to.querySelector("a");
      if (a) { e.preventDefault(); a.focus(); }
    });
  });
  panel.addEventListener("close", function () { if (back) { back.focus({ preventScroll: true }); back = null; } });
  panel.addEventListener("click", function (e) {
    if (e.target === panel && e.clientX < panel.getBoundingClientRect().left) { panel.close(); }
    if (e.target.closest("a") && e.target.closest("a").hash === location.hash) { onHash(); }
  });

  var filter = document.getElementById("filter");
  filter.addEventListener("input", function () {
    var want = filter.value.trim();
    document.querySelectorAll(".matrix tbody tr").forEach(function (tr) {
      tr.hidden = want !== "" && tr.cells[0].textContent.indexOf(want) < 0;
    });
  });
})();
