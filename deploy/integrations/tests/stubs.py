"""Ticket systems on loopback that refuse what the real ones refuse, and more: real ones cut, ignore and accept some of it in silence.

`faults` is asked before and after each request is done: it may fail it, hang it, or let it be done and lose the answer."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable
from urllib.parse import parse_qs, urlsplit


class Refusal(Exception):
    def __init__(self, status: int, message: str):
        super().__init__(message)
        self.status = status


def require(condition: Any, message: str, status: int = 400) -> None:
    if not condition:
        raise Refusal(status, message)


class Stub:
    """A server whose requests are handled one at a time."""

    def __init__(self) -> None:
        self.refusals: list[str] = []
        self.requests: Counter[str] = Counter()
        # fault(moment) -> None, an HTTP status, or "hang"; moment is "before" or "after" the request is done.
        self.fault: Callable[[str], int | str | None] = lambda moment: None
        self.retry_after: str | None = None
        self._lock = threading.Lock()
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                content = self.rfile.read(length)
                stub._answer(self, content)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler, content: bytes) -> None:
        parts = urlsplit(handler.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        status, answer = 200, None
        with self._lock:
            self.requests[handler.command] += 1
            fault = self.fault("before")
            if fault is None:
                try:
                    self.check(handler.headers)
                    body = json.loads(content) if content else None
                    status, answer = self.serve(handler.command, parts.path, query, body)
                except Refusal as refusal:
                    self.refusals.append(f"{handler.command} {parts.path}: {refusal}")
                    status, answer = refusal.status, {"error": str(refusal)}
                fault = self.fault("after")
        if fault == "hang":
            time.sleep(0.5)
            handler.close_connection = True
            return
        if isinstance(fault, int):
            status, answer = fault, {"error": "injected"}
        text = b"" if answer is None else json.dumps(answer).encode()
        try:
            handler.send_response(status)
            if isinstance(fault, int) and self.retry_after is not None:
                handler.send_header("Retry-After", self.retry_after)
            handler.send_header("Content-Length", str(len(text)))
            handler.end_headers()
            handler.wfile.write(text)
        except OSError:
            pass

    def check(self, headers: Any) -> None:
        require(headers.get("Authorization") == "Bearer secret", "wrong credentials", 401)

    def serve(self, method: str, path: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        raise NotImplementedError


class ServiceNowStub(Stub):
    FIELDS = {
        "short_description": 160, "description": 4_000, "work_notes": 4_000, "close_notes": 4_000, "correlation_id": 100,
        "correlation_display": 100, "resolution_code": 40, "state": 2, "priority": 1, "impact": 1, "urgency": 1, "account": 32,
        "assignment_group": 32, "proactive": 5, "contact_type": 40, "due_date": 19, "parent": 32,
    }
    CODES = {"solved_permanently", "no_longer_watched"}
    WAYS = {"1": "1 10 18 6 3 7", "10": "10 18 6 3 7", "18": "18 10 6 3 7", "6": "6 10 3", "3": "", "7": ""}

    def __init__(self) -> None:
        super().__init__()
        self.cases: dict[str, dict[str, str]] = {}
        self.notes: dict[str, list[str]] = {}
        self.items: dict[str, dict[str, str]] = {}
        # Of all that were ever made: a key is not given twice.
        self.links = 0
        self.directory = {
            "customer_account": {"ACC-1001": "a1", "ACC-1002": "a2", "ACC-1003": "a3"},
            "sys_user_group": {"perf-support": "g1", "retail-support": "g2"},
            "sn_install_base_item": {f"IBI-30{number:02}": f"i{number}" for number in range(1, 13)},
        }

    def serve(self, method: str, path: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        table, _, key = path.removeprefix("/api/now/table/").partition("/")
        if table == "sn_customerservice_case":
            return self._cases(method, key, query, body)
        if table == "sn_install_base_m2m_affected_install_base":
            return self._items(method, key, query, body)
        require(method == "GET" and table in self.directory, f"no table {table}", 404)
        field, _, value = query["sysparm_query"].partition("=")
        require(field in ("number", "name"), f"unknown field {field}")
        found = self.directory[table].get(value)
        return 200, {"result": [{"sys_id": found}] if found else []}

    def _cases(self, method: str, key: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        if method == "GET":
            wanted = re.match(r"correlation_id=([^^]+)\^ORDERBYDESCsys_created_on$", query["sysparm_query"])
            require(wanted, "not a query that is understood")
            rows = [row for row in self.cases.values() if row["correlation_id"] == wanted[1]]
            return 200, {"result": rows[::-1]}
        for field, value in body.items():
            require(field in self.FIELDS, f"unknown field {field}")
            require(isinstance(value, str), f"{field} is not a string")
            require(len(value) <= self.FIELDS[field], f"{field} is longer than {self.FIELDS[field]}")
        require("\n" not in body.get("short_description", ""), "short_description has two lines")
        require(body.get("priority", "1") in "1234", "priority is not 1 to 4")
        require(body.get("account", "a1") in self.directory["customer_account"].values(), "no such account")
        require(body.get("resolution_code", "solved_permanently") in self.CODES, "no such resolution code")
        if "due_date" in body:
            require(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", body["due_date"]), "due_date has another form")
        if method == "POST":
            require(body.get("short_description") and body.get("correlation_id"), "a mandatory field is missing")
            require(body.get("state") == "1", "a new case is New")
            same = [row for row in self.cases.values() if row["correlation_id"] == body["correlation_id"]]
            require(all(row["state"] == "3" for row in same), "there is a case with this correlation_id")
            key = f"{len(self.cases) + 1:032x}"
            self.cases[key] = {"sys_id": key}
        else:
            require(key in self.cases, "no such case", 404)
            state = self.cases[key]["state"]
            require(state not in "37", "a closed case cannot be updated", 403)
            require(body.get("state", state) in self.WAYS[state].split(), f"no way from {state} to {body.get('state')}")
        note = body.pop("work_notes", None)
        self.cases[key].update(body)
        row = self.cases[key]
        require(row["state"] != "6" or row.get("resolution_code") and row.get("close_notes"), "resolution code and notes are mandatory")
        if note:
            self.notes.setdefault(key, []).append(note)
        return (201 if method == "POST" else 200), {"result": row}

    def _items(self, method: str, key: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        if method == "GET":
            case = query["sysparm_query"].removeprefix("case=")
            return 200, {"result": [row for row in self.items.values() if row["case"] == case]}
        if method == "DELETE":
            require(self.items.pop(key, None), "no such row", 404)
            return 204, None
        require(set(body) == {"case", "install_base"} and body["case"] in self.cases, "a mandatory field is missing")
        require(body["install_base"] in self.directory["sn_install_base_item"].values(), "no such item")
        require(all((row["case"], row["install_base"]) != (body["case"], body["install_base"]) for row in self.items.values()), "twice")
        self.links += 1
        key = f"m{self.links}"
        self.items[key] = {"sys_id": key, **body}
        return 201, {"result": self.items[key]}


class JiraStub(Stub):
    FIELDS = {"project", "issuetype", "summary", "description", "labels", "priority"}
    PRIORITIES = {"Highest", "High", "Medium", "Low", "Lowest"}
    WAYS = {
        "Waiting for support": {"31": "In Progress", "41": "Resolved"}, "In Progress": {"41": "Resolved", "51": "Waiting for support"},
        "Resolved": {"61": "Waiting for support", "71": "Closed"}, "Closed": {},
    }

    def __init__(self) -> None:
        super().__init__()
        self.issues: dict[str, dict[str, Any]] = {}
        self.comments: dict[str, list[str]] = {}
        # Seconds until the search finds a new issue.
        self.lag = 0.0
        self.has_new_search = True

    def serve(self, method: str, path: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        if path == ("/rest/api/2/search/jql" if self.has_new_search else "/rest/api/2/search") and method == "POST":
            return self._search(body)
        if path == "/rest/api/2/issue" and method == "POST":
            return self._create(body)
        match = re.fullmatch(r"/rest/api/2/issue/([A-Z]+-\d+)(/.*)?", path)
        require(match and match[1] in self.issues, "no such issue or address", 404)
        key, rest = match[1], match[2] or ""
        issue = self.issues[key]
        if (method, rest) == ("GET", ""):
            return 200, self._shown(key)
        if (method, rest) == ("PUT", ""):
            require(set(body) <= {"fields", "update", "properties"}, "unknown member")
            require(issue["status"] != "Closed", "a closed issue is not editable")
            self._fields(body.get("fields", {}))
            issue["fields"].update(body.get("fields", {}))
            for comment in body.get("update", {}).get("comment", []):
                require(0 < len(comment["add"]["body"]) <= 32_767, "a comment of another length")
                require(comment["add"]["properties"][0]["value"] == {"internal": True}, "the customer would read it")
                self.comments[key].append(comment["add"]["body"])
            issue["properties"].update({each["key"]: each["value"] for each in body.get("properties", [])})
            return 204, None
        if (method, rest) == ("PUT", "/properties/forewarn"):
            issue["properties"]["forewarn"] = body
            return 200, None
        if rest == "/transitions":
            ways = self.WAYS[issue["status"]]
            if method == "GET":
                return 200, {"transitions": [
                    {"id": id, "name": f"to {name}", "to": {"name": name}, "fields": {"resolution": {}} if name == "Resolved" else {}}
                    for id, name in ways.items()]}
            require(body["transition"]["id"] in ways, f"no transition {body['transition']['id']} from {issue['status']}")
            status = ways[body["transition"]["id"]]
            fields = body.get("fields", {})
            require(set(fields) <= ({"resolution"} if status == "Resolved" else set()), "a field that is not on the screen")
            require(status != "Resolved" or fields.get("resolution", {}).get("name") in ("Done", "Won't Do"), "resolution is required")
            issue["status"] = status
            issue["resolution"] = fields.get("resolution", {}).get("name")
            return 204, None
        raise Refusal(404, "no such address")

    def _search(self, body: Any) -> tuple[int, Any]:
        match = re.fullmatch(r'project = "SUP" AND labels = "([^" ]+)" ORDER BY created DESC', body["jql"])
        require(match, "JQL that is not understood")
        now = time.monotonic()
        keys = [key for key, each in self.issues.items() if match[1] in each["fields"]["labels"] and now - each["made"] >= self.lag]
        return 200, {"issues": [self._shown(key) for key in keys[::-1]][: body["maxResults"]]}

    def _create(self, body: Any) -> tuple[int, Any]:
        require(set(body) <= {"fields", "properties"}, "unknown member")
        fields = body["fields"]
        require({"project", "issuetype", "summary"} <= set(fields), "a required field is missing")
        require(fields["project"] == {"key": "SUP"} and fields["issuetype"] == {"name": "[System] Incident"}, "no such type")
        self._fields(fields)
        label = fields["labels"][1]
        require(all(label not in each["fields"]["labels"] for each in self.issues.values()), "there is an issue with this label")
        key = f"SUP-{len(self.issues) + 1}"
        properties = {each["key"]: each["value"] for each in body.get("properties", [])}
        self.issues[key] = {
            "fields": fields, "properties": properties, "status": "Waiting for support", "resolution": None, "made": time.monotonic()}
        self.comments[key] = []
        return 201, {"id": key[4:], "key": key}

    def _fields(self, fields: Any) -> None:
        require(set(fields) <= self.FIELDS, f"unknown fields {set(fields) - self.FIELDS}")
        if "summary" in fields:
            require(0 < len(fields["summary"]) <= 255 and "\n" not in fields["summary"], "summary: 255 characters in one line")
        require(len(fields.get("description", "")) <= 32_767, "description is too long")
        require(fields.get("priority", {"name": "High"})["name"] in self.PRIORITIES, "no such priority")
        require(all(" " not in label and len(label) <= 255 for label in fields.get("labels", [])), "a label has a blank")

    def _shown(self, key: str) -> dict[str, Any]:
        issue = self.issues[key]
        category = {"Resolved": "done", "Closed": "done"}.get(issue["status"], "new")
        status = {"name": issue["status"], "statusCategory": {"key": category}}
        return {"key": key, "fields": {"status": status}, "properties": issue["properties"]}


class PagerDutyStub(Stub):
    """Both APIs at one address."""

    def __init__(self) -> None:
        super().__init__()
        self.incidents: list[dict[str, Any]] = []
        self.has_api = True
        # The clock of the service, which the tests keep at the time of the events.
        self.now = ""

    def check(self, headers: Any) -> None:
        self._token = headers.get("Authorization")

    def of(self, key: str) -> list[dict[str, Any]]:
        return [each for each in self.incidents if each["incident_key"] == key]

    def serve(self, method: str, path: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        if (method, path) == ("POST", "/v2/enqueue"):
            return self._enqueue(body)
        require(self.has_api and self._token == "Token token=secret", "no token", 401)
        if (method, path) == ("GET", "/incidents"):
            require(set(query) <= {"incident_key", "date_range", "sort_by", "limit"}, "unknown parameter")
            return 200, {"incidents": self.of(query["incident_key"])[::-1][: int(query["limit"])]}
        match = re.fullmatch(r"/incidents/(P\d+)/alerts", path)
        require(match, "no such address", 404)
        incident = self.incidents[int(match[1][1:])]
        return 200, {"alerts": [{"body": {"cef_details": {"details": incident["details"]}}}]}

    def _enqueue(self, body: Any) -> tuple[int, Any]:
        known = {"routing_key", "event_action", "dedup_key", "payload", "client", "client_url", "links", "images"}
        require(set(body) <= known, f"unknown members {set(body) - known}")
        require(body.get("routing_key") == "secret", "invalid routing key")
        key = body.get("dedup_key")
        require(isinstance(key, str) and 0 < len(key) <= 255, "dedup_key")
        live = next((each for each in self.of(key) if each["status"] != "resolved"), None)
        if body["event_action"] == "resolve":
            if live:
                live |= {"status": "resolved", "last_status_change_at": self.now}
            return 202, {"status": "success", "dedup_key": key}
        require(body["event_action"] == "trigger", "event_action")
        payload = body["payload"]
        allowed = {"summary", "source", "severity", "timestamp", "component", "group", "class", "custom_details"}
        require(set(payload) <= allowed and {"summary", "source", "severity"} <= set(payload), "members of the payload")
        require(0 < len(payload["summary"]) <= 1_024 and payload["source"], "summary: 1 to 1024 characters")
        require(payload["severity"] in ("critical", "error", "warning", "info"), "severity")
        if live is None:
            live = {
                "id": f"P{len(self.incidents)}", "incident_key": key, "status": "triggered", "last_status_change_at": self.now,
                "details": payload["custom_details"], "log": []}
            self.incidents.append(live)
        live["severity"] = payload["severity"]
        live["log"].append(payload)
        return 202, {"status": "success", "dedup_key": key}
