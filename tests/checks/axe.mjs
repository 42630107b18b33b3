// Runs axe-core on a page in each language and on each kind of view; prints what it finds.
// Called by report.sh, which installs axe-core and puppeteer-core.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import path from "node:path";

const [page, chromium, modules] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(modules), "package.json"));
const puppeteer = require("puppeteer-core");
const axe = require.resolve("axe-core/axe.min.js");

const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox"], headless: true, protocolTimeout: 900_000 });
let found = 0;
try {
  const tab = await browser.newPage();
  await tab.setBypassCSP(true); // the page itself lets no script in
  await tab.setViewport({ width: 1400, height: 900 });
  const views = ["", "#i0", "#f0-1", "panel"];
  for (const language of ["zh", "en"]) {
    for (const view of views) {
      const hash = view.startsWith("#") ? view : "";
      await tab.goto("about:blank");
      await tab.goto(pathToFileURL(path.resolve(page)).href + hash, { waitUntil: "load" });
      await tab.evaluate((l) => document.getElementById("lang-" + l).click(), language);
      if (view === "panel") {
        await tab.evaluate(() => document.querySelector(".matrix tbody td a").click());
      }
      await tab.addScriptTag({ path: axe });
      const result = await tab.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
      for (const v of result.violations) {
        found += 1;
        console.log(`${language} ${view || "overview"}: ${v.impact} ${v.id}: ${v.help} (${v.nodes.length})`);
        for (const n of v.nodes.slice(0, 3)) {
          console.log("    " + n.html.slice(0, 160) + "\n      " + (n.failureSummary || "").split("\n")[1]);
        }
      }
      console.log(`${language} ${view || "overview"}: ${result.passes.length} rules passed`);
    }
  }
} finally {
  await browser.close();
}
process.exit(found ? 1 : 0);
