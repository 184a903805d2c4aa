"""`python -m bench` measures and prints the tables, `python -m bench profile` shows where the time
of an accepted draft goes. Both need the servers of `python -m config.embedded --profile bench`."""

import argparse
import os
import platform
import sys
from collections.abc import Sequence

import django

TABLES = ["accepting", "claiming", "webhooks"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of the two; 1 where what was measured is not what was acknowledged."""
    options = _parse(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    if options.what == "profile":
        return _profile(options.requests)
    return _measure(options)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("what", nargs="?", choices=["tables", "profile"], default="tables")
    parser.add_argument("--only", choices=TABLES, help="one of the tables")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0, help="per contender and round")
    parser.add_argument("--warm-up", type=float, default=1.0, help="seconds not counted")
    parser.add_argument("--requests", type=int, default=1000, help="of the profile")
    return parser.parse_args(arguments)


def _profile(requests: int) -> int:
    from bench import profiling

    print(profiling.profile(requests))
    return 0


def _measure(options: argparse.Namespace) -> int:
    from django.conf import settings

    from bench import accepting, bursts, claiming, table, webhooks
    from bench.load import Refused
    from bench.server import NotStarted

    timing = accepting.Timing(options.rounds, options.warm_up, options.seconds)
    print(_machine(), flush=True)
    try:
        if options.only in (None, "accepting"):
            rounds = accepting.measure(timing, settings.LOCAL_DIR)
            print(table.accepting_text(rounds, timing), end="\n\n", flush=True)
        if options.only in (None, "claiming"):
            print(table.claiming_text(claiming.measure(timing), timing), end="\n\n", flush=True)
        if options.only in (None, "webhooks"):
            print(table.webhooks_text(webhooks.measure(timing, settings.LOCAL_DIR)), flush=True)
    except (accepting.Miscounted, bursts.Mismatched, Refused, NotStarted) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    return 0


def _machine() -> str:
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    python = platform.python_version()
    return (
        f"{os.cpu_count()} processors, load {load}, Python {python}, django {django.__version__}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
