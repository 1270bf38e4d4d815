"""Whole streams with everything that may happen to them."""

from __future__ import annotations

import random
import tempfile
import unittest
from pathlib import Path
from typing import Any

from . import builders
from .builders import case_id, event
from .harness import TicketTest


class Killed(BaseException):
    """No handler of the program catches it, as none runs after a SIGKILL."""


class StreamTests(TicketTest):
    def test_streams_in_order(self) -> None:
        events = builders.stream(random.Random(1), 12)
        keeper = self.apply(events)
        self.assert_in_step(events)
        self.assertEqual(3 * len(events), keeper.counts["told"])
        self.assertEqual(0, keeper.counts["gaps"])

    def test_repeats_change_nothing(self) -> None:
        chance = random.Random(2)
        events = builders.stream(chance, 10)
        keeper = self.apply(builders.repeated(events, chance))
        self.assert_in_step(events)
        self.assertEqual(3 * len(events), keeper.counts["told"])
        self.assertGreater(keeper.counts["repeated"], 0)

    def test_gaps_are_noticed_and_caught_up(self) -> None:
        for seed in range(4):
            with self.subTest(seed=seed):
                self.setUp()
                chance = random.Random(seed)
                events = builders.repeated(builders.stream(chance, 8), chance, loss=0.4)
                keeper = self.apply(events)
                self.assert_in_step(events)
                self.assertGreater(keeper.counts["gaps"], 0)
                self.assertTrue(any("did not come" in said for said in self.said))

    def test_only_the_newest_events_as_a_compacted_topic_has_them(self) -> None:
        events = builders.stream(random.Random(4), 12)
        newest = list({each["subject"]: each for each in events}.values())
        self.apply(newest)
        self.assert_in_step(newest)

    def run_with_kills(self, seed: int, state: Path | None) -> None:
        """Killed before, inside or after any request; what was not committed comes again."""
        chance = random.Random(seed)
        events = builders.repeated(builders.stream(chance, 5), chance)
        place, kills = 0, 0
        while place < len(events):
            keeper = self.keeper(state)
            left = chance.randint(1, 12)
            for system in keeper._systems:
                for service in (getattr(system, "_service", None), getattr(system, "_events", None)):
                    if service is None:
                        continue

                    def call(*given: Any, real: Any = service.call, **named: Any) -> Any:
                        nonlocal left
                        left -= 1
                        if left == 0:
                            raise Killed
                        answer = real(*given, **named)
                        left -= 1
                        if left == 0:
                            raise Killed
                        return answer

                    service.call = call
            start = place
            try:
                while place < len(events):
                    self.deliver(keeper, events[place])
                    place += 1
            except Killed:
                kills += 1
                # The offset of an event or two before may not have been committed either.
                place = max(0, start, place - chance.randint(0, 1))
        self.assertGreater(kills, 5)
        # PagerDuty does not say how far it was told; an old repeat, which Kafka would not bring, may move a severity.
        self.assert_in_step(events, severities=state is not None)

    def test_kill_at_any_request_with_the_state_file(self) -> None:
        for seed in range(5):
            with self.subTest(seed=seed), tempfile.TemporaryDirectory() as folder:
                self.setUp()
                self.run_with_kills(seed, Path(folder) / "state.json")

    def test_kill_at_any_request_without_a_state_file(self) -> None:
        for seed in range(5):
            with self.subTest(seed=seed):
                self.setUp()
                self.run_with_kills(100 + seed, None)

    def test_the_topic_read_again_from_its_beginning_without_the_state_file(self) -> None:
        events = builders.stream(random.Random(5), 10)
        self.apply(events)
        incidents, notes = [each["id"] for each in self.pagerduty.incidents], sum(map(len, self.servicenow.notes.values()))
        self.apply(events)
        self.assert_in_step(events)
        self.assertEqual(incidents, [each["id"] for each in self.pagerduty.incidents], "nobody is woken twice")
        self.assertEqual(notes, sum(map(len, self.servicenow.notes.values())))

    def test_errors_and_lost_answers(self) -> None:
        for seed in range(4):
            with self.subTest(seed=seed):
                self.setUp()
                chance = random.Random(seed)
                events = builders.repeated(builders.stream(chance, 5), chance)
                for stub in self.stubs:
                    stub.fault = lambda moment: chance.choice([500, 502, 503, 429]) if chance.random() < 0.15 else None
                keeper = self.apply(events)
                self.assert_in_step(events)
                self.assertEqual(0, keeper.counts["refused"])

    def test_timeouts_before_and_after_the_request_was_done(self) -> None:
        chance = random.Random(6)
        events = builders.stream(chance, 3, 6)
        for stub in self.stubs:
            stub.fault = lambda moment: "hang" if chance.random() < 0.06 else None
        self.apply(events, self.keeper(timeout=0.15))
        self.assert_in_step(events)

    def test_an_issue_whose_making_was_not_heard_of_is_found_when_the_index_has_it(self) -> None:
        self.jira.lag = 0.3
        answers = iter([None, None, None, 500])
        self.jira.fault = lambda moment: next(answers, None)
        events = [event(case_id(1), 1, "opened"), event(case_id(1), 2, "updated")]
        self.apply(events, self.keeper(search_lag=0.4))
        self.assert_in_step(events)


if __name__ == "__main__":
    unittest.main()
