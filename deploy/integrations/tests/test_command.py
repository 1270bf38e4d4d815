"""The program as it is started: its arguments, environment, exit codes, and how it is killed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from typing import Any

from . import builders
from .builders import case_id, event, lines
from .harness import PROJECT, SECRETS, CommandTest


class CommandTests(CommandTest):
    def test_standard_input_and_files(self) -> None:
        events = builders.stream(random.Random(1), 4)
        half = len(events) // 2
        self.assertEqual(0, self.run_command(text=lines(events[:half])).returncode)
        file = self.folder / "cases.jsonl"
        file.write_text(lines(events))
        done = self.run_command(str(file))
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn(f"{3 * half} repeats dropped", done.stderr)
        self.assertEqual("", done.stdout)
        self.assert_in_step(events)

    def test_unusable_records_are_named_and_left_out(self) -> None:
        done = self.run_command("-", text="{\nnull\n" + lines([event(case_id(1), 1, "opened")]))
        self.assertEqual(1, done.returncode)
        self.assertIn("-:1: not JSON", done.stderr)
        self.assertEqual(1, len(self.servicenow.cases))

    def test_a_kill_at_any_moment(self) -> None:
        chance = random.Random(3)
        events = builders.stream(chance, 8)
        file = self.folder / "cases.jsonl"
        file.write_text(lines(events))
        self.pagerduty.now = "2026-11-24T00:00:00Z"
        kills = 0
        for _ in range(8):
            process = subprocess.Popen(self.arguments(str(file)), cwd=PROJECT, env=os.environ | SECRETS, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.15, 0.6))
            kills += process.poll() is None
            process.send_signal(chance.choice([signal.SIGKILL, signal.SIGTERM]))
            process.wait()
        self.assertEqual(0, self.run_command(str(file)).returncode)
        self.assertGreater(kills, 0)
        self.assert_in_step(events)

    def test_wrong_usage(self) -> None:
        cases: list[tuple[str, list[str], dict[str, Any]]] = [
            ("SERVICENOW_TOKEN is not set", [], {"secrets": {}}),
            ("in the clear", ["--jira", "http://jira.example.com"], {}),
            ("do not belong on the command line", ["--jira", "https://me:secret@jira.example.com"], {}),
            ("secrets belong into the environment", ["--brokers", "k:9092", "-X", "sasl.password=secret"], {}),
            ("either --brokers or files", ["--brokers", "k:9092", "file"], {}),
            ("unrecognized arguments", ["--servicenough"], {}),
        ]
        for words, more, named in cases:
            with self.subTest(words):
                done = self.run_command(*more, **named)
                self.assertEqual(64, done.returncode, done.stderr)
                self.assertIn(words, done.stderr)
                self.assertNotIn("secret@", done.stderr)

    def test_exit_codes(self) -> None:
        text = lines([event(case_id(1), 1, "opened")])
        self.assertEqual(65, self.run_command("nowhere.jsonl").returncode)
        denied = self.run_command(text=text, secrets=SECRETS | {"JIRA_TOKEN": "wrong"})
        self.assertEqual(77, denied.returncode)
        self.assertIn("Check user, token and roles", denied.stderr)
        self.jira.fault = lambda moment: 503
        away = self.run_command("--attempts", "2", text=text)
        self.assertEqual(69, away.returncode)
        self.assertIn("try 1 of 2", away.stderr)
        (self.folder / "state.json").write_text("{")
        self.assertEqual(78, self.run_command(text=text).returncode)

    def test_settings(self) -> None:
        file = self.folder / "settings.json"
        file.write_text(json.dumps({"pagerduty": {"severities": ["critical", "critical", "error", "warning", "info"]}}))
        self.assertEqual(0, self.run_command("--settings", str(file), text=lines([event(case_id(1), 1, "opened", priority=2)])).returncode)
        self.assertEqual("critical", self.pagerduty.incidents[0]["severity"])
        unknown, incomplete = {"prioritys": []}, {"resolutions": {"solved": "Done"}}
        for wrong in ({"pager": {}}, {"jira": unknown}, {"jira": {"priorities": ["High"]}}, {"jira": incomplete}):
            file.write_text(json.dumps(wrong))
            self.assertEqual(78, self.run_command("--settings", str(file)).returncode, wrong)
