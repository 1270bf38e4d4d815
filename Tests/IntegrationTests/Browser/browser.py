"""A browser, and what is checked of every page: for walk.py and live.py.

Needs Debian's chromium and chromium-driver, and selenium.
"""

import base64
import json
import re
import sys
import time
import urllib.request

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

WRONG = []


def check(holds, what):
    if not holds:
        WRONG.append(what)
        print("wrong:", what, file=sys.stderr, flush=True)


def verdict():
    """Says how it went, and leaves."""
    print(f"{len(WRONG)} things are wrong" if WRONG else "all is well")
    sys.exit(1 if WRONG else 0)


def until(holds, seconds=8):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if holds():
                return True
        except Exception:  # what is looked at is being replaced
            pass
        time.sleep(0.05)
    return False


class Browser:
    def __init__(self):
        options = Options()
        options.binary_location = "/usr/bin/chromium"
        for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]:
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))

    def appear(self, width, scheme, height=900):
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})

    def open(self, address):
        self.driver.get(address)
        check(until(lambda: self.find("main h1")), f"{address}: no heading")
        time.sleep(0.3)

    def find(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def printed_pages(self):
        """How many sheets of paper the page is."""
        pdf = base64.b64decode(self.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"])
        return len(re.findall(rb"/Type\s*/Page\b", pdf))

    def follows_rules(self, what):
        for wrong in self.run(RULES):
            check(False, f"{what}: {wrong}")

    def shows_text_only(self, what):
        """That no name of the page became more than text, or moved what stands beside it."""
        check(not self.run("return window.hurt"), f"{what}: it was executed")
        check(not self.run("return document.querySelectorAll('main img, main script').length"), f"{what}: it became markup")
        check(self.run("return document.documentElement.scrollWidth <= innerWidth"), f"{what}: it is too wide")

    def errors(self):
        return [line["message"] for line in self.driver.get_log("browser") if line["level"] in ("SEVERE", "WARNING")]


# What a reader by ear, by keyboard or with weak eyes needs; a few rules of our own in place of a package.
RULES = r"""
const wrong = [];
const shown = (e) => e.getClientRects().length > 0;
if (document.querySelectorAll("h1").length !== 1) wrong.push("not one h1");
let level = 0;
for (const e of document.querySelectorAll("h1,h2,h3,h4")) {
  const own = Number(e.tagName[1]);
  if (own > level + 1) wrong.push(`heading ${e.textContent} skips a level`);
  level = own;
}
for (const e of document.querySelectorAll("a,button,input,select,[tabindex='0'],table")) {
  if (!shown(e)) continue;
  const name = e.getAttribute("aria-label") || e.closest("label")?.textContent || (e.matches("input,select") ? "" : e.textContent);
  if (!name.trim()) wrong.push(`no name: ${e.outerHTML.slice(0, 80)}`);
}
if (document.documentElement.scrollWidth > innerWidth) wrong.push(`wider than the window by ${document.documentElement.scrollWidth - innerWidth}`);
const parse = (c) => (c.match(/[\d.]+/g) ?? []).map(Number);
const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
function back(e) {
  for (; e; e = e.parentElement) {
    const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length && c[3] !== 0) return c;
  }
  return [255, 255, 255];
}
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const seen = new Set();
while (walker.nextNode()) {
  const e = walker.currentNode.parentElement;
  if (!walker.currentNode.textContent.trim() || !shown(e) || e.closest("noscript, .skip")) continue;
  const style = getComputedStyle(e);
  const [a, b] = [light(parse(e instanceof SVGElement ? style.fill : style.color)), light(back(e))];
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const key = `${style.color} ${style.fill} ${back(e)}`;
  if (ratio < 4.5 && !seen.has(key)) { seen.add(key); wrong.push(`contrast ${ratio.toFixed(2)}: ${e.textContent.slice(0, 40)}`); }
}
return wrong;
"""


def ask(base, path):
    with urllib.request.urlopen(f"{base}/api/v1/{path}", timeout=5) as answer:
        return json.load(answer)
