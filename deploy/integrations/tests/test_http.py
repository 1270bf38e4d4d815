from __future__ import annotations

import unittest
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

from forewarn_tickets.http import LockedOut, Refused, Service, Transient, retrying, seconds_of

from .harness import BEARER
from .stubs import ServiceNowStub

PATH = "/api/now/table/sys_user_group"
QUERY = {"sysparm_query": "name=perf-support"}


class HTTPTests(unittest.TestCase):
    def setUp(self) -> None:
        self.stub = ServiceNowStub()
        self.addCleanup(self.stub.close)
        self.service = Service("servicenow", self.stub.url + "/", BEARER, timeout=0.15)
        self.slept: list[float] = []
        self.said: list[str] = []

    def ask(self, attempts: int = 4) -> object:
        return retrying(lambda: self.service.call("GET", PATH, query=QUERY), self.said.append, attempts, sleep=self.slept.append)

    def test_waits_longer_each_time_and_says_so(self) -> None:
        answers = iter([500, 503, 502])
        self.stub.fault = lambda moment: next(answers, None) if moment == "before" else None
        self.assertEqual({"result": [{"sys_id": "g1"}]}, self.ask())
        self.assertEqual(3, len(self.slept))
        for wait, most in zip(self.slept, (0.5, 1, 2)):
            self.assertTrue(most / 2 <= wait <= most)
        self.assertIn("try 1 of 4", self.said[0])

    def test_retry_after_is_kept(self) -> None:
        answers = iter([429])
        self.stub.fault, self.stub.retry_after = lambda moment: next(answers, None), "7"
        self.ask()
        self.assertEqual([7], self.slept)
        self.assertAlmostEqual(30, seconds_of(format_datetime(datetime.now(timezone.utc) + timedelta(seconds=30))), delta=2)
        self.assertIsNone(seconds_of("soon"))

    def test_gives_up_at_last(self) -> None:
        self.stub.fault = lambda moment: "hang"
        with self.assertRaisesRegex(Transient, "servicenow: GET http://127.0.0.1.*timed out"):
            self.ask(2)

    def test_nobody_there(self) -> None:
        with self.assertRaisesRegex(Transient, "refused"):
            Service("jira", "http://127.0.0.1:9", {}).call("GET", "/")

    def test_what_retrying_does_not_mend(self) -> None:
        with self.assertRaisesRegex(Refused, "404.*no table"):
            self.service.call("GET", "/api/now/table/nothing")
        with self.assertRaisesRegex(LockedOut, "401.*wrong credentials"):
            Service("servicenow", self.stub.url, {}).call("GET", PATH, query=QUERY)
        self.assertEqual([], self.slept)


if __name__ == "__main__":
    unittest.main()
