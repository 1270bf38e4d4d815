"""The command line. Secrets come from the environment, never from arguments, which everybody on the machine can read."""

from __future__ import annotations

import argparse
import base64
import os
import signal
import sys
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Iterator
from urllib.parse import urlsplit

from . import settings as tables
from .events import BadEvent
from .http import LockedOut, Service, Transient
from .jira import Jira
from .keeper import Keeper
from .pagerduty import PagerDuty
from .progress import Progress, UnusableProgress
from .servicenow import ServiceNow
from .sources import Delivery, Unreachable, lines, topic
from .systems import TicketSystem

DONE, SOME_FAILED, USAGE, NO_INPUT, UNAVAILABLE, NO_PERMISSION, CONFIGURATION = 0, 1, 64, 65, 69, 77, 78


class Usage(Exception):
    pass


def say(text: str) -> None:
    print(f"forewarn-tickets: {text}", file=sys.stderr, flush=True)


def main(arguments: list[str] | None = None) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(DONE))
    try:
        options = _parser().parse_args(arguments)
        settings = tables.load(options.settings)
        keeper = Keeper(_systems(options, settings), Progress(options.state), say, options.attempts)
        deliveries = _deliveries(options)
    except Usage as error:
        say(f"{error}. --help explains")
        return USAGE
    except (tables.BadSettings, UnusableProgress) as error:
        say(str(error))
        return CONFIGURATION
    try:
        failed = _run(keeper, deliveries)
    except ImportError as error:
        say(f"{error}: reading Kafka needs Debian's package python3-confluent-kafka and /usr/bin/python3")
        return CONFIGURATION
    except LockedOut as error:
        say(f"{error}\n  Check user, token and roles. Nothing of this event was committed; start again when it is mended")
        return NO_PERMISSION
    except (Transient, Unreachable) as error:
        say(f"{error}\n  Given up. Nothing of this event was committed: start again, it goes on from here")
        return UNAVAILABLE
    except (OSError, EOFError, zlib.error) as error:
        say(f"{getattr(error, 'filename', None) or 'input'}: {getattr(error, 'strerror', None) or error}")
        return NO_INPUT
    except KeyboardInterrupt:
        return DONE
    counts = keeper.counts
    say(
        f"{counts['told']} told, {counts['repeated']} repeats dropped, {counts['gaps']} gaps caught up, "
        f"{counts['refused']} refused, {failed} records unusable")
    return SOME_FAILED if failed or counts["refused"] else DONE


def _run(keeper: Keeper, deliveries: Iterator[Delivery]) -> int:
    failed = 0
    for delivery in deliveries:
        try:
            event = delivery.parse()
        except BadEvent as error:
            failed += 1
            say(f"{delivery.place}: {error}; left out. Compare it with deploy/contracts/case-event.v1.schema.json")
        else:
            # A tombstone only says that an old case has left the topic; its ticket stays as it is.
            if event is not None:
                keeper.apply(event)
        delivery.done()
    return failed


def _parser() -> argparse.ArgumentParser:
    class Parser(argparse.ArgumentParser):
        def error(self, message: str) -> None:  # type: ignore[override]
            raise Usage(message)

    parser = Parser(prog="forewarn_tickets", description="Keeps tickets in step with Forewarn's case events.")
    parser.add_argument("--servicenow", metavar="URL", help="with SERVICENOW_USER and SERVICENOW_PASSWORD, or SERVICENOW_TOKEN")
    parser.add_argument("--jira", metavar="URL", help="with JIRA_USER and JIRA_TOKEN, or JIRA_TOKEN alone (Data Center)")
    parser.add_argument("--jira-project", metavar="KEY", default="")
    parser.add_argument(
        "--pagerduty", metavar="URL", nargs="?", const="https://events.pagerduty.com",
        help="with PAGERDUTY_ROUTING_KEY; with PAGERDUTY_API_TOKEN too, incidents are looked up")
    parser.add_argument("--pagerduty-api", metavar="URL", default="https://api.pagerduty.com")
    parser.add_argument("--settings", metavar="FILE", type=Path, help="JSON: priorities, states, codes (README.md)")
    parser.add_argument("--state", metavar="FILE", type=Path, help="remembers tickets; made when it is not there")
    parser.add_argument("--attempts", metavar="N", type=int, default=8, help="tries while a system is not available")
    parser.add_argument("--brokers", metavar="HOST:PORT,…", help="read Kafka instead of files")
    parser.add_argument("--topic", default="proactive-cases")
    parser.add_argument("--group", default="forewarn-tickets")
    parser.add_argument("-X", metavar="NAME=VALUE", action="append", default=[], dest="properties", help="of librdkafka")
    parser.add_argument("files", metavar="FILE", nargs="*", help="JSON lines, .gz too; - is standard input, the default")
    return parser


def _systems(options: argparse.Namespace, settings: tables.Settings) -> list[TicketSystem]:
    systems: list[TicketSystem] = []
    if options.servicenow:
        headers = {"Authorization": _authorization("SERVICENOW_USER", "SERVICENOW_PASSWORD", "SERVICENOW_TOKEN")}
        systems.append(ServiceNow(_service("servicenow", options.servicenow, headers), settings.servicenow, say))
    if options.jira:
        jira = replace(settings.jira, project=options.jira_project or settings.jira.project)
        if not jira.project or '"' in jira.project:
            raise Usage("--jira needs --jira-project KEY")
        headers = {"Authorization": _authorization("JIRA_USER", "JIRA_TOKEN", "JIRA_TOKEN")}
        systems.append(Jira(_service("jira", options.jira, headers), jira, say))
    if options.pagerduty:
        token = os.environ.get("PAGERDUTY_API_TOKEN")
        headers = {"Authorization": f"Token token={token}"}
        api = _service("pagerduty", options.pagerduty_api, headers) if token else None
        events = _service("pagerduty", options.pagerduty, {})
        systems.append(PagerDuty(events, api, _secret("PAGERDUTY_ROUTING_KEY"), settings.pagerduty, say))
    if not systems:
        raise Usage("no ticket system is given: --servicenow, --jira, --pagerduty")
    if options.attempts < 1:
        raise Usage("--attempts needs 1 or more")
    return systems


def _service(name: str, url: str, headers: dict[str, str]) -> Service:
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.query or parts.fragment:
        raise Usage(f"--{name} {parts.scheme}://{parts.hostname} is not the address of a service")
    if parts.username or parts.password:
        raise Usage(f"--{name}: user and password do not belong on the command line but into the environment")
    if parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise Usage(f"--{name}: http:// would send the credentials in the clear; use https://")
    return Service(name, url, headers)


def _secret(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise Usage(f"the environment variable {name} is not set")
    return value


def _authorization(user: str, password: str, token: str) -> str:
    if os.environ.get(user):
        pair = f"{os.environ[user]}:{_secret(password)}"
        return "Basic " + base64.b64encode(pair.encode()).decode()
    return "Bearer " + _secret(token)


def _deliveries(options: argparse.Namespace) -> Iterator[Delivery]:
    if not options.brokers:
        return lines(options.files or ["-"])
    if options.files:
        raise Usage("either --brokers or files")
    properties = {}
    for each in options.properties:
        name, equals, value = each.partition("=")
        if not equals:
            raise Usage(f"-X {each} is not NAME=VALUE")
        if "password" in name or name in ("ssl.key.pem", "sasl.oauthbearer.client.secret"):
            raise Usage(f"-X {name}: secrets belong into the environment: KAFKA_SASL_PASSWORD, KAFKA_SSL_KEY_PASSWORD")
        properties[name] = value
    for variable, name in (("KAFKA_SASL_PASSWORD", "sasl.password"), ("KAFKA_SSL_KEY_PASSWORD", "ssl.key.password")):
        if os.environ.get(variable):
            properties[name] = os.environ[variable]
    return topic(options.brokers, options.topic, options.group, properties, say)


if __name__ == "__main__":
    sys.exit(main())
