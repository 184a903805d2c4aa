"""Run a command with the servers it needs: `python -m config.embedded --profile up -- COMMAND`.

What DATABASE_URL and REDIS_URL name is used as it is; what they leave open is started for this run,
under .local/<profile>/, and stopped after it. Every profile has its own data, sockets and ports.
"""

import argparse
import base64
import contextlib
import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

import environ

from config.servers import Postgres, Redis, ServerError, die_with_parent, socket_folder

BASE_DIR = Path(__file__).resolve().parent.parent
GRACE_SECONDS = 20
MOST_AT_ONCE = 20

Environment = MutableMapping[str, str]


@dataclass(frozen=True, slots=True)
class Profile:
    """How a kind of run is set up.

    keeps_data: the next run finds this one's data. many: a second run at the same time gets a
    folder of its own instead of a refusal. env_file: .env is read. defaults: environment, unless
    given.
    """

    keeps_data: bool
    many: bool
    env_file: bool
    defaults: dict[str, str]


PROFILES = {
    "up": Profile(True, False, True, {"DEBUG": "true"}),
    "demo": Profile(False, True, False, {"DEBUG": "true", "SCHEDULE_SCALE": "0.1"}),
    "test": Profile(False, True, False, {"DEBUG": "true", "SCHEDULE_SCALE": "0.01"}),
    # Measured as in production (DEBUG slows every query down), with keys made up for the run.
    "bench": Profile(
        False,
        True,
        False,
        {
            "DEBUG": "false",
            "HTTPS": "false",
            "SECRET_REFERENCE_PREFIXES": "env:{tenant}",
            "ALLOWED_HOSTS": "*",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "FIELD_ENCRYPTION_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        },
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line, run, answer with the command's exit code (128 + n for signal n)."""
    options = _parse(arguments)
    profile = PROFILES[options.profile]
    environment = dict(os.environ)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupted)
    try:
        many = profile.many and not options.join
        with claim(options.local, options.profile, many=many) as state:
            prepare(environment, profile, state)
            assign_ports(environment, options.port)
            name_sandbox(environment)
            with servers(environment, options.profile, state), shared(environment, state):
                return _run_all(options, environment)
    except Busy as error:
        if options.join and (running := _running(options)):
            return _run(options.command, environment | running)
        print(f"{options.profile}: {error}", file=sys.stderr)
        return 1
    except ServerError as error:
        print(f"{options.profile}: {error}", file=sys.stderr)
        return 1


class Busy(Exception):
    """Something this run needs is in use; the text says what and what to do."""


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m config.embedded", description=__doc__)
    parser.add_argument("--profile", choices=sorted(PROFILES), required=True)
    parser.add_argument("--local", type=Path, default=BASE_DIR / ".local", help="data folder")
    parser.add_argument("--port", action="append", default=[], metavar="NAME=NUMBER")
    parser.add_argument(
        "--join", action="store_true", help="run beside a running one of this profile"
    )
    parser.add_argument("--migrate", action="store_true", help="migrate before the command")
    parser.add_argument("command", nargs="+")
    return parser.parse_args(arguments)


@contextlib.contextmanager
def claim(local: Path, name: str, *, many: bool) -> Iterator[Path]:
    """The folder of this run, locked until it ends (the kernel unlocks it even after SIGKILL).

    `many`: NAME, NAME-2, NAME-3 ... whichever is free. Raises Busy when none is.
    """
    names = [name, *(f"{name}-{n}" for n in range(2, MOST_AT_ONCE + 1))] if many else [name]
    for candidate in names:
        state = (local / candidate).resolve()
        state.mkdir(parents=True, exist_ok=True)
        lock = _lock(state / "lock")
        if lock is not None:
            with lock:
                yield state
            return
    raise Busy(f"already running from {local / name}; stop that run first.")


def _lock(path: Path) -> IO[str] | None:
    handle = path.open("a")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        return None
    return handle


def prepare(environment: Environment, profile: Profile, state: Path) -> None:
    """Complete the environment: .env where the profile reads it, its defaults, LOCAL_DIR, PATH."""
    env_file = BASE_DIR / environment.setdefault("ENV_FILE", ".env" if profile.env_file else "")
    if env_file.is_file():
        for name, value in _read(env_file).items():
            environment.setdefault(name, value)
    for name, value in profile.defaults.items():
        environment.setdefault(name, value)
    environment["LOCAL_DIR"] = str(state)
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])


def _read(env_file: Path) -> dict[str, str]:
    class Apart(environ.Env):  # type: ignore[misc]
        ENVIRON: dict[str, str] = {}  # noqa: RUF012 - read_env fills the class's own mapping

    Apart.read_env(str(env_file))
    return Apart.ENVIRON


def assign_ports(environment: Environment, wanted: Sequence[str]) -> None:
    """Settle each NAME=NUMBER as a free loopback port in the environment; 0 means any.

    A number already in the environment goes first. Raises Busy when a named port is taken.
    """
    held = []
    for name, _, default in (item.partition("=") for item in wanted):
        number = int(environment.get(name) or default)
        try:
            held.append(_bind(number))
        except OSError as error:
            raise Busy(f"port {number} is taken; set {name} to a free one.") from error
        environment[name] = str(held[-1].getsockname()[1])
    for listener in held:
        listener.close()


def name_sandbox(environment: Environment) -> None:
    """SANDBOX_URL, where this run has a SANDBOX_PORT and names no sandbox elsewhere."""
    if "SANDBOX_PORT" in environment:
        environment.setdefault("SANDBOX_URL", f"http://127.0.0.1:{environment['SANDBOX_PORT']}")


def _bind(number: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", number))
    except OSError:
        listener.close()
        raise
    return listener


@contextlib.contextmanager
def servers(environment: Environment, profile: str, state: Path) -> Iterator[None]:
    """Start what the environment does not name, put the addresses there, stop it at the end."""
    with contextlib.ExitStack() as started:
        started.callback(shutil.rmtree, socket_folder(state), ignore_errors=True)
        if not PROFILES[profile].keeps_data:
            _erase(state)
        if not environment.get("DATABASE_URL"):
            environment["DATABASE_URL"] = _postgres(started, profile, state)
        if not environment.get("REDIS_URL"):
            server = Redis(state)
            started.callback(server.stop)
            server.start()
            environment["REDIS_URL"] = server.url
        yield


SHARED_FILE = "environment.json"
SHARED = (
    "DATABASE_URL",
    "REDIS_URL",
    "LOCAL_DIR",
    "ENV_FILE",
    "DEBUG",
    "PATH",
    "WEB_PORT",
    "SANDBOX_PORT",
    "SANDBOX_URL",
)


@contextlib.contextmanager
def shared(environment: Environment, state: Path) -> Iterator[None]:
    """While this run lasts, tell others of the same profile (`--join`) how to reach its servers."""
    file = state / SHARED_FILE
    file.touch(mode=0o600)
    file.write_text(json.dumps({name: environment[name] for name in SHARED if name in environment}))
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _running(options: argparse.Namespace) -> dict[str, str] | None:
    file = options.local / options.profile / SHARED_FILE
    if not file.is_file():
        return None
    found: dict[str, str] = json.loads(file.read_text())
    return found


def _erase(state: Path) -> None:
    """Forget the last run of this folder: what its sandbox took, what its clock had done."""
    for left in state.glob("*"):
        if left.is_file() and left.name != "lock":
            left.unlink()


def _postgres(started: contextlib.ExitStack, profile: str, state: Path) -> str:
    server = Postgres(state, durable=profile != "test")
    if not PROFILES[profile].keeps_data:
        server.erase()
        started.callback(server.erase)
    started.callback(server.stop)
    server.start()
    return server.url


def _run_all(options: argparse.Namespace, environment: Environment) -> int:
    if options.migrate:
        migrated = _run(
            [sys.executable, "manage.py", "migrate", "--noinput", "-v", "0"], environment
        )
        if migrated:
            return migrated
    return _run(options.command, environment)


def _run(command: Sequence[str], environment: Environment) -> int:
    """Run in a process group of its own, so that a Ctrl-C reaches it once: through us.

    A signal that comes before the command exists is passed on as soon as it does.
    """
    running: list[subprocess.Popen[bytes]] = []
    early: list[int] = []

    def forward(number: int, _frame: FrameType | None) -> None:
        _pass_on(running[0], number) if running else early.append(number)

    before = {number: signal.signal(number, forward) for number in _FORWARDED}
    try:
        running.append(
            subprocess.Popen(
                command,
                env=environment,
                cwd=BASE_DIR,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        )
        for number in early:
            _pass_on(running[0], number)
        code = running[0].wait()
    finally:
        signal.alarm(0)
        for number, handler in before.items():
            signal.signal(number, handler)
    return 128 - code if code < 0 else code


_FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)


def _pass_on(child: "subprocess.Popen[bytes]", number: int) -> None:
    """Send the signal; what has not ended GRACE_SECONDS later (SIGALRM) is killed."""
    how = signal.SIGKILL if number == signal.SIGALRM else signal.Signals(number)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, how)
    if number != signal.SIGALRM:
        signal.alarm(GRACE_SECONDS)


def _interrupted(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
