"""Looks at the dashboard of a daemon on a real broker, as its operators do: python3 live.py ADDRESS BROKER ALERTS CASES AUDIT.

The daemon takes the user's name from X-Forwarded-User. Alerts are produced, and case events read, by kcat, beside the daemon: a case has to
be on an open page within two seconds of its commit. Prints a line for each thing that is wrong, and exits 1 if there is any.
"""

import json
import subprocess
import sys
import time
import urllib.parse

from selenium.webdriver.common.keys import Keys

from browser import Browser, ask, check, until, verdict

BASE, BROKER, ALERTS, CASES, AUDIT = sys.argv[1].rstrip("/"), *sys.argv[2:6]
CASES_TO_OPEN = 10


def kcat(*arguments, records=None):
    return subprocess.run(["kcat", "-b", BROKER, *arguments], input=records, stdout=subprocess.PIPE, check=True, timeout=20).stdout


def read(topic, form):
    """What is committed in a topic by now, a line each."""
    return kcat("-C", "-t", topic, "-o", "beginning", "-e", "-q", "-X", "isolation.level=read_committed",
                "-f", form + "\\n").decode().splitlines()


def alert(names):
    """Critical alerts of these pairs of instance and alert, of which each opens a case at once."""
    records = (json.dumps({"time": int(time.time() * 1000), "instance": instance, "ci": f"host {instance}",
                           "alert": kind, "severity": "critical", "status": "firing"}) for instance, kind in names)
    kcat("-P", "-t", ALERTS, "-K", "\t", "-X", "linger.ms=0",
         records="\n".join(f"{number}\t{record}" for number, record in enumerate(records)).encode())


def committed():
    """The case events that stand in the topic, each with the time at which it was written."""
    return [(int(written) / 1000, json.loads(value)["data"])
            for written, value in (line.split(" ", 1) for line in read(CASES, "%T %s"))]


def shown(browser, text):
    return any(text in row.text for row in browser.find("a.row"))


def live(browser):
    """Case after case, on a page that stays open."""
    browser.appear(1280, "light")
    browser.open(BASE + "/cases")
    check(until(lambda: browser.run("return document.body.dataset.told") == "yes"), "the page is told of what is new")
    delays = []
    for number in range(CASES_TO_OPEN):
        instance = f"customer-{number}"
        alert([(instance, "disk_full")])
        check(until(lambda: shown(browser, instance), 15), f"the case of {instance} is on the page")
        seen = time.time()
        written = [at for at, case in committed() if case["instance"] == instance]
        check(len(written) == 1, f"{instance} has {len(written)} case events")
        if written:
            delays.append(seen - written[0])
    print("seconds from the record to the page:", " ".join(f"{delay:.2f}" for delay in sorted(delays)), flush=True)
    check(max(delays) < 2, f"a case came {max(delays):.1f} s after its record")
    check(not browser.errors(), "live: no errors in the console")


def looks(browser):
    """Every page, as far as it is wrong for anybody."""
    case = ask(BASE, "cases?state=open")["items"][0]["case_id"]
    for path in ("/", "/instance?name=customer-1", f"/case?id={case}", "/cases", "/estate", "/silences", "/pipeline", "/brief",
                 "/report?name=customer-1", "/call?account=First"):
        for width, scheme in ((320, "light"), (1280, "dark")):
            browser.appear(width, scheme)
            browser.open(BASE + path)
            browser.follows_rules(f"{path} {width} {scheme}")
            errors = browser.errors()
            check(not errors, f"{path} {width} {scheme}: console: {errors}")
    browser.open(BASE + "/report?name=customer-1")
    check(browser.printed_pages() == 1, "the page for a meeting is one page")


def acts(browser):
    """An acknowledgement goes by the control topic and comes back as an event of the case; who said so stands in the audit topic."""
    case = ask(BASE, "cases?state=open&q=customer-2")["items"][0]["case_id"]
    browser.appear(1280, "light")
    browser.open(f"{BASE}/case?id={case}")
    buttons = [e for e in browser.find(".acts button") if e.text == "Acknowledge"]
    check(buttons, "a case can be acknowledged")
    browser.run("arguments[0].click()", buttons[-1])
    browser.driver.switch_to.active_element.send_keys("on it", Keys.ENTER)
    check(until(lambda: any("Acknowledge: applied" in e.text for e in browser.find("[data-state]")), 30),
          "the acknowledgement is applied")
    check(until(lambda: "Acknowledged by kim" in browser.find("main")[0].text, 10), "it comes back to the page")
    events = [data for _, data in committed() if data["case_id"] == case]
    check(events[-1].get("remarks", {}).get("acknowledged_by") == "kim", f"it is an event of the case: {events[-1]['change']}")
    applied = [json.loads(line) for line in read(AUDIT, "%s")]
    check(any(a.get("by") == "kim" and a.get("case_id") == case and a["outcome"] == "applied" for a in applied),
          f"the audit topic says who: {applied}")
    errors = browser.errors()
    check(not errors, f"acts: console: {errors}")


def filters(browser):
    browser.appear(1280, "light")
    browser.open(BASE + "/?q=customer-3")
    check(until(lambda: len(browser.find("a.row")) == 1), "the address filters")
    browser.find("body")[0].send_keys("j")
    check(browser.run("return document.activeElement.dataset.instance") == "customer-3", "j goes to the row")
    browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
    check(until(lambda: browser.find("main h1")[0].text == "customer-3"), "Enter opens it")


HOSTILE = ["<img src=x onerror='window.hurt=1'>", "\u202egnorw\u202c", "a\"'`\\\n\u0001", "</td></table><script>window.hurt=1</script>",
           "javascript:window.hurt=1", "${window.hurt=1}", "{{constructor.constructor('window.hurt=1')()}}", "%3Cscript%3E", "\u0000", "é" * 100]
HOSTILE_NAMES = 10_000


def hostile(browser):
    """Names that somebody chose badly, of customers, alerts and hosts: shown as text, wherever they stand."""
    names = [f"{HOSTILE[number % len(HOSTILE)]} {number}" for number in range(HOSTILE_NAMES)]
    known = ask(BASE, "cases")["total"]
    alert((name, f"alert {name}") for name in names)
    # How many cases one epoch of them opens is limited; what is told settles within seconds.
    check(until(lambda: ask(BASE, "cases")["total"] > known + 100, 60), "hostile names open cases")
    settled = [0, 0]
    check(until(lambda: settled.append(ask(BASE, "cases")["total"]) or time.sleep(3) or settled[-1] == settled[-2], 90),
          "what is told settles")
    total, instances = settled[-1], ask(BASE, "customers")["total"]
    print(f"{HOSTILE_NAMES} hostile names: {total} cases, {instances} customers", flush=True)
    browser.appear(320, "light")
    pages = [f"/cases?limit=200&offset={offset}" for offset in range(0, min(total, 4_000), 400)]
    pages += [f"/?limit=200&offset={offset}" for offset in range(0, min(instances, 4_000), 400)]
    cases = ask(BASE, f"cases?limit=200&offset={total // 2}")["items"][:len(HOSTILE)]
    pages += ["/case?id=" + case["case_id"] for case in cases]
    pages += ["/instance?name=" + urllib.parse.quote(case["instance"]) for case in cases] + ["/brief", "/estate", "/?group=owner"]
    for page in pages:
        browser.open(BASE + page)
        browser.shows_text_only(page)
    for case in cases:
        browser.open(BASE + "/case?id=" + case["case_id"])
        check(browser.run("return document.body.textContent.includes(arguments[0])", case["instance"]),
              f"{case['instance']!r} is shown as it is")
    errors = browser.errors()
    check(not errors, f"hostile names: console: {errors[:5]}")


def main():
    browser = Browser()
    browser.driver.execute_cdp_cmd("Network.enable", {})
    browser.driver.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": {"X-Forwarded-User": "kim"}})
    try:
        live(browser)
        looks(browser)
        filters(browser)
        acts(browser)
        hostile(browser)
    finally:
        browser.driver.quit()
    verdict()


main()
