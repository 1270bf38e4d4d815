"""Walks the dashboard of a running `forewarn demo` in a real browser: python3 walk.py http://127.0.0.1:PORT [FOLDER for pictures].

Needs Debian's chromium and chromium-driver, and selenium. Prints a line for each thing that is wrong, and exits 1 if there is any.
"""

import base64
import http.server
import json
import re
import sys
import threading
import time
import urllib.error
import urllib.request

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from browser import WRONG, Browser, ask, check, until, verdict

def looks(browser, base, folder):
    case = ask(base, "cases?q=acme")["items"][0]["case_id"]
    pages = {"customers": "/", "instance": "/instance?name=acme-prod&hours=3", "case": f"/case?id={case}",
             "cases": "/cases", "pipeline": "/pipeline", "brief": "/brief?owner=perf-support",
             "call": "/call?account=Acme+Manufacturing", "report": "/report?name=acme-prod",
             "estate": "/estate", "silences": "/silences", "nobody": "/instance?name=nobody"}
    for name, path in pages.items():
        for width in (320, 768, 1280, 1920):
            for scheme in ("light", "dark"):
                browser.appear(width, scheme)
                browser.open(base + path)
                browser.follows_rules(f"{name} {width} {scheme}")
                errors = [e for e in browser.errors() if name != "nobody" or "404" not in e]
                check(not errors, f"{name} {width} {scheme}: console: {errors}")
                if folder and width in (320, 1280):
                    height = browser.run("return document.documentElement.scrollHeight")
                    browser.appear(width, scheme, min(height, 3500))
                    time.sleep(0.3)
                    browser.driver.save_screenshot(f"{folder}/{name}-{width}-{scheme}.png")


def live(browser, base):
    """What the daemon has decided is on the page within two seconds, while the demo goes on."""
    browser.appear(1280, "light")
    browser.open(base + "/")
    check(until(lambda: browser.run("return document.body.dataset.told") == "yes"), "the page is told of what is new")
    before = ask(base, "overview")["decided_through"]
    if not until(lambda: ask(base, "overview")["decided_through"] != before, 5):
        return  # the demo is over
    revision = ask(base, "overview")["revision"]
    began = time.monotonic()
    check(until(lambda: browser.run("return Number(document.body.dataset.revision)") >= revision, 5), "the page is live")
    print(f"live after {time.monotonic() - began:.2f} s", flush=True)
    check(time.monotonic() - began < 2, "the page is more than two seconds behind")


def prints(browser, base):
    browser.appear(1280, "dark")
    browser.open(base + "/report?name=acme-prod")
    pages = browser.printed_pages()
    check(pages == 1, f"the page for a meeting is {pages} pages")


def keyboard(browser, base):
    browser.appear(1280, "light")
    browser.open(base + "/")
    body = browser.driver.switch_to.active_element
    body.send_keys("j")
    focused = lambda: browser.run("return document.activeElement.dataset.instance ?? ''")
    first = focused()
    check(first != "", "j goes to the first row")
    browser.driver.switch_to.active_element.send_keys("j")
    check(focused() not in ("", first), "j goes on")
    browser.driver.switch_to.active_element.send_keys("k")
    check(focused() == first, "k goes back")
    browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
    check(until(lambda: browser.find("main h1")[0].text == first), "Enter opens the row")
    check("/instance?name=" in browser.driver.current_url, "the address says which")
    plot = browser.find(".plot")[1]
    browser.run("arguments[0].focus()", plot)
    plot.send_keys(Keys.ARROW_LEFT)
    check(len(browser.find(".cursor")) > 1, "arrows move one cursor over all charts")
    plot.send_keys("g")
    browser.driver.switch_to.active_element.send_keys("c")
    check(until(lambda: browser.find("main h1")[0].text == "Cases"), "g c opens the cases")
    browser.driver.back()
    check(until(lambda: browser.find("main h1")[0].text == first), "back goes back")


def filters(browser, base):
    browser.open(base + "/")
    browser.run("document.activeElement.blur()")
    browser.find("body")[0].send_keys("/")
    search = browser.driver.switch_to.active_element
    check(search.get_attribute("type") == "search", "/ goes to the search")
    search.send_keys("borealis")
    check(until(lambda: len(browser.find("a.row")) == 1), "the search filters")
    check("q=borealis" in browser.driver.current_url, "the filter is in the address")
    browser.driver.refresh()
    check(until(lambda: len(browser.find("a.row")) == 1), "the address filters")
    browser.open(base + "/?q=nobody-at-all")
    check(until(lambda: browser.find("main .panel button")), "an empty filter can be cleared")
    browser.find("main .panel button")[0].click()
    check(until(lambda: len(browser.find("a.row")) == 8), "clearing shows all")
    browser.open(base + "/?group=tier")
    check(len(browser.find("tr.group")) == 3, "rows are grouped by tier")


def questions(browser, base):
    """What people come with, each answered from the first page by at most three clicks."""
    clicks = [0]

    def click(selector, text):
        wanted = lambda: [e for e in browser.find(selector) if text in e.text]
        check(until(wanted), f"there is no {text!r} to click")
        browser.run("arguments[0].click()", wanted()[0])
        clicks[0] += 1

    def says(selector, text):
        return until(lambda: any(text in e.text for e in browser.find(selector)))

    def asked(question, answered):
        browser.open(base + "/")
        clicks[0] = 0
        check(answered() and clicks[0] <= 3, f"{question} ({clicks[0]} clicks)")

    browser.appear(1280, "light")
    asked("Which of my customers gets slower, and by when is it bad?", lambda: (
        says("th", "Limit reached") and (click("a.row", "acme-prod"), says(".chart .dim", "incident.list") or says(".chart .dim", "usually"))[1]))
    asked("What else does db-shared-07 touch?", lambda: (
        click("nav a", "Cases"), click("a.row", "db-shared-07"), says(".panel", "Affected items") and says(".panel", "db-shared-07"))[2])
    asked("What do I say to this customer?", lambda: (
        click("nav a", "Cases"), click("a.row", "incident.list"), says("blockquote", "we noticed"))[2])
    asked("Who is on it, and until when?", lambda: (
        click("nav a", "Cases"), click("a.row", "incident.list"), says(".panel", "perf-support") and says(".panel", "answer within"))[2])
    asked("Was this case right?", lambda: (click("nav a", "Estate"), says(".panel", "How cases ended"))[1])
    asked("Which platinum customers are there, and are they at risk?", lambda: (
        click("nav a", "Estate"), click("td a", "platinum"), until(lambda: len(browser.find("a.row")) == 2))[2])
    asked("What happened to this customer, and when?", lambda: (
        click("a.row", "helios-prod"), says(".panel", "Cases") and says("main", "Usage"))[1])
    asked("Acme is on the phone: what do we know?", lambda: (
        click("a.row", "acme-prod"), click("main a", "Call card"), says("h1", "Acme Manufacturing is calling"))[2])
    asked("What do I take to the meeting?", lambda: (
        click("a.row", "acme-prod"), click("main a", "Page for a meeting"), says("h2", "What happened, and what we did"))[2])
    asked("Does it work, and is anything lost?", lambda: (
        click("nav a", "Pipeline"), says("main", "Nothing waits") and says("dt", "rejected"))[1])
    asked("Whom do I call first this morning?", lambda: (click("main a", "the brief"), says("h1", "Brief of everybody"))[1])


HOSTILE = ['<img src=x onerror="window.hurt=1">', "\u202egnorw", "a\"'`\\\n\u0001", "x" * 256,
           "</script><script>window.hurt=1</script>", "javascript:window.hurt=1"]


class Rewriting(http.server.BaseHTTPRequestHandler):
    """The daemon's own answers, with names that somebody chose badly."""

    base = ""
    name = ""

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        if self.path.startswith("/api/v1/events"):
            return self.send_error(404)  # it would not end: the page asks by itself
        try:
            with urllib.request.urlopen(self.base + self.path, timeout=5) as answer:
                status, kind, body, headers = answer.status, answer.headers["Content-Type"], answer.read(), answer.headers
        except urllib.error.URLError as error:
            if not isinstance(error, urllib.error.HTTPError):
                return self.send_error(502)
            status, kind, body, headers = error.code, error.headers["Content-Type"], error.read(), error.headers
        if kind == "application/json":
            body = json.dumps(self.rewritten(json.loads(body))).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", headers["Content-Security-Policy"])
        self.end_headers()
        self.wfile.write(body)

    def rewritten(self, value):
        if isinstance(value, dict):
            return {k: self.rewritten(v) for k, v in value.items()}
        if isinstance(value, list):
            return [self.rewritten(v) for v in value]
        if isinstance(value, str):
            for ours in ("acme-prod", "Acme Manufacturing", "incident.list", "perf-support", "app-acme-01"):
                value = value.replace(ours, self.name)
        return value


def hostile(browser, base):
    case = ask(base, "cases?q=acme")["items"][0]["case_id"]
    for name in HOSTILE:
        handler = type("Handler", (Rewriting,), {"base": base, "name": name})
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        at = f"http://127.0.0.1:{server.server_port}"
        browser.appear(320, "light")
        for path in ("/", "/instance?name=acme-prod", f"/case?id={case}", "/cases", "/brief", "/report?name=acme-prod",
                     "/call?account=Acme+Manufacturing", "/?group=owner"):
            browser.open(at + path)
            browser.shows_text_only(f"{path}: {name!r}")
        text = browser.run("return document.body.textContent")
        check(name in text, f"{name!r} is not shown as it is")
        browser.errors()
        server.shutdown()


def acts(browser, base):
    """What somebody says is on its way, then applied or refused with a reason, and an event of the case."""
    case = ask(base, "cases?q=acme")["items"][0]["case_id"]
    browser.appear(320, "light")
    browser.open(f"{base}/case?id={case}")

    def click(text):
        wanted = [e for e in browser.find(".acts button, form button") if e.text == text]
        check(wanted, f"there is no button {text!r}")
        if wanted:
            browser.run("arguments[0].click()", wanted[-1])

    def became(text):
        return until(lambda: any(text in e.text for e in browser.find("[data-state]")), 30)

    click("Acknowledge")
    field = browser.driver.switch_to.active_element
    check(field.get_attribute("type") == "text", "the text has the focus")
    field.send_keys("on it <b>now</b>", Keys.ENTER)
    check(became("Acknowledge: taken"), "an acknowledgement is taken; the demo has no audit topic, which would say applied")
    check(until(lambda: "Acknowledged by you" in browser.find("main")[0].text, 10), "it comes back to the page")
    check("on it <b>now</b>" in browser.find(".timeline")[0].text, "what was said is shown as it is")
    click("Note")
    browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
    check(browser.find("form input:invalid"), "a note says something")
    browser.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    check(not browser.find("main form"), "Escape leaves")
    browser.follows_rules("acts")
    check(not browser.errors(), "acts: no errors in the console")
    check(until(lambda: ask(base, f"case?id={case}")["case"]["state"] == "resolved", 240), "the demo's case is over in the end")
    request = urllib.request.Request(
        f"{base}/api/v1/act", json.dumps({"kind": "close", "case_id": case}).encode(), {"Content-Type": "application/json"})
    try:
        urllib.request.urlopen(request, timeout=5)
        check(False, "what is resolved was closed")
    except urllib.error.HTTPError as error:
        check(error.code == 409, f"closing what is resolved is {error.code}")
    browser.run("window.fetch = () => Promise.resolve(new Response('{\"error\":\"<i>no</i>\"}', { status: 409 }))")
    click("Link a ticket")
    browser.driver.switch_to.active_element.send_keys("CS1", Keys.ENTER)
    check(became("Link a ticket: refused: <i>no</i>"), "a refusal says why")


def items(browser, base):
    """Affected items are added and taken away, on a case that is open: the demo is fast, and a case may be over before it is edited."""
    for case in (c["case_id"] for c in ask(base, "cases?state=open")["items"]):
        if edits(browser, base, case):
            return
    check(False, "each open case was over before its items were edited")


def edits(browser, base, case):
    browser.appear(1280, "light")
    browser.open(f"{base}/case?id={case}")

    def is_over():
        return ask(base, f"case?id={case}")["case"]["state"] == "resolved"

    def click(text):
        wanted = lambda: [e for e in browser.find(".acts button") if e.text == text]
        until(lambda: wanted() or is_over())
        buttons = wanted()
        if buttons:
            browser.run("arguments[0].click()", buttons[-1])
        return buttons

    def became(text):
        return until(lambda: any(text in e.text for e in browser.find("[data-state]")), 30)

    def listed():
        return [i["ci"] for i in ask(base, f"case?id={case}")["events"][-1]["data"]["affected"]["items"]]

    if not click("Add items"):
        check(is_over(), "there is no button 'Add items'")
        return False
    browser.driver.switch_to.active_element.send_keys("<i>db-77</i>, lb-1", Keys.ENTER)
    check(became("Add items: taken"), "items are added")
    if not until(lambda: {"<i>db-77</i>", "lb-1"} <= set(listed()), 10):
        check(is_over(), "they are among the affected ones")
        return False
    check(until(lambda: "<i>db-77</i>" in browser.find("main")[0].text, 10), "and on the page")
    if not click("Remove an item"):
        check(is_over(), "there is no button 'Remove an item'")
        return False
    browser.run("arguments[0].value = 'lb-1'; arguments[0].form.requestSubmit()", browser.find("main form select")[0])
    check(became("Remove an item: taken"), "an item is removed")
    check(until(lambda: "lb-1" not in listed() or is_over(), 10), "it is affected no more")
    check(not browser.errors(), "items: no errors in the console")
    return True


def silences(browser, base):
    """What is silenced is listed, with who said so; and ends by a button."""
    browser.appear(320, "light")
    browser.open(f"{base}/silences")
    check("Nothing is silenced" in browser.find("main")[0].text, "nothing is silenced at first")

    def button(text):
        wanted = [e for e in browser.find("main button") if e.text == text]
        check(wanted, f"there is no button {text!r}")
        if wanted:
            browser.run("arguments[0].click()", wanted[-1])

    button("Announce maintenance")
    browser.driver.switch_to.active_element.send_keys("borealis-prod")
    browser.find("main form input")[-1].send_keys("new <b>disks</b>", Keys.ENTER)
    check(until(lambda: browser.find("main tbody tr"), 30), "the maintenance is listed")
    row = browser.find("main tbody tr")[0].text if browser.find("main tbody tr") else ""
    for word in ("borealis-prod", "maintenance", "you", "new <b>disks</b>"):
        check(word in row, f"the list of silences says {word!r}: {row!r}")
    check(ask(base, "silences")["items"][0]["about"] == {"instance": "borealis-prod"}, "it is of the instance")
    browser.follows_rules("silences")
    button("End it")
    check("borealis-prod" in browser.find("main form")[0].find_element(By.XPATH, "..").text, "it says what ends")
    browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
    check(until(lambda: not browser.find("main tbody tr"), 30), "what has ended is listed no more")
    check(not browser.errors(), "silences: no errors in the console")


def silence(browser, base):
    """The daemon goes away while somebody looks, and comes back."""
    handler = type("Handler", (Rewriting,), {"base": base, "name": "acme-prod"})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    browser.appear(1280, "light")
    browser.open(f"http://127.0.0.1:{server.server_port}/")
    handler.base = "http://127.0.0.1:1"
    check(until(lambda: "does not answer since" in browser.find("#strip")[0].text), "silence is said")
    check(browser.find("body.stale"), "what is old is grey")
    check(browser.find("a.row"), "what was known stays")
    handler.base = base
    check(until(lambda: "Live." in browser.find("#strip")[0].text), "it says when it is back")
    browser.errors()


def main():
    base, folder = sys.argv[1].rstrip("/"), sys.argv[2] if len(sys.argv) > 2 else None
    check(until(lambda: ask(base, "cases?q=acme")["items"], 120), "the demo has a case of acme-prod")
    if WRONG:
        sys.exit(1)
    browser = Browser()
    try:
        items(browser, base)
        looks(browser, base, folder)
        live(browser, base)
        prints(browser, base)
        keyboard(browser, base)
        filters(browser, base)
        questions(browser, base)
        hostile(browser, base)
        silence(browser, base)
        silences(browser, base)
        acts(browser, base)
    finally:
        browser.driver.quit()
    verdict()


main()
