"""Servers for a machine without any: claimed, started, stopped, and cleaned up after a kill."""

import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from config import embedded, servers
from config.settings import BASE_DIR

NAMED = {"DATABASE_URL": "postgresql://u@db.example.com/x", "REDIS_URL": "redis://r.example.com/0"}
PROBE = """
import json, os, sys, psycopg, redis
with psycopg.connect(os.environ["DATABASE_URL"]) as c:
    c.execute("CREATE TABLE IF NOT EXISTS kept (at timestamptz DEFAULT now())")
    c.execute("INSERT INTO kept DEFAULT VALUES")
    rows = c.execute("SELECT count(*) FROM kept").fetchone()[0]
    fsync = c.execute("SHOW fsync").fetchone()[0]
names = "DATABASE_URL", "REDIS_URL", "LOCAL_DIR", "DEBUG"
print(json.dumps({
    "rows": rows,
    "fsync": fsync,
    "pong": redis.Redis.from_url(os.environ["REDIS_URL"]).ping(),
    **{name: os.environ[name] for name in names},
}), flush=True)
"""


@pytest.fixture
def local(tmp_path):
    """A data folder of the test's own; what root's servers keep outside of it is removed too."""
    yield tmp_path
    for state in [tmp_path / "up", tmp_path / "test", *tmp_path.rglob("up")]:
        shutil.rmtree(servers._OUTSIDE / servers._name_of(state), ignore_errors=True)
        shutil.rmtree(servers.socket_folder(state), ignore_errors=True)


def start(local, profile, *command, env=None, options=()):
    bare = {k: v for k, v in os.environ.items() if k not in {*NAMED, "DEBUG", "LOCAL_DIR"}}
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "config.embedded", "--profile", profile),
            *("--local", str(local), *options, "--", *command),
        ],
        cwd=BASE_DIR,
        env={**bare, "ENV_FILE": "", **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process):
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def first_line(process):
    assert select.select([process.stdout], [], [], 60)[0], "no line came"
    return process.stdout.readline()


def is_up(url):
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


# --- claiming a folder ---------------------------------------------------------------------------


def test_a_second_run_of_a_single_profile_is_refused_and_told_where_the_first_is(tmp_path):
    with (
        embedded.claim(tmp_path, "up", many=False),
        pytest.raises(embedded.Busy, match=str(tmp_path / "up")),
        embedded.claim(tmp_path, "up", many=False),
    ):
        pytest.fail("the folder was given twice")


def test_a_second_run_of_the_others_gets_a_folder_of_its_own(tmp_path):
    with (
        embedded.claim(tmp_path, "test", many=True) as first,
        embedded.claim(tmp_path, "test", many=True) as second,
    ):
        assert (first.name, second.name) == ("test", "test-2")
    with embedded.claim(tmp_path, "test", many=True) as again:
        assert again.name == "test"


def test_a_killed_run_leaves_its_folder_free(local):
    holder = start(local, "up", "sh", "-c", "echo ready; exec sleep 60", env=NAMED)
    assert first_line(holder) == "ready\n"
    with pytest.raises(embedded.Busy), embedded.claim(local, "up", many=False):
        pass
    holder.kill()
    holder.wait()
    with embedded.claim(local, "up", many=False) as state:
        assert state.name == "up"
    finish(holder)


# --- ports and environment -----------------------------------------------------------------------


@pytest.mark.parametrize("profile", ["up", "demo"])
def test_a_command_may_join_a_running_one_and_uses_its_servers(local, profile):
    holder = start(local, profile, "sh", "-c", "echo ready; exec sleep 60", env=NAMED)
    assert first_line(holder) == "ready\n"
    joined = start(local, profile, "sh", "-c", "echo $DATABASE_URL", options=["--join"])
    assert first_line(joined) == f"{NAMED['DATABASE_URL']}\n"
    assert joined.wait(20) == 0
    assert not (local / f"{profile}-2").exists()
    holder.terminate()
    for process in (joined, holder):
        finish(process)


def test_what_may_run_once_is_refused_beside_itself(local):
    holder = start(local, "up", "sh", "-c", "echo ready; exec sleep 60", env=NAMED)
    assert first_line(holder) == "ready\n"
    refused = start(local, "up", "true")
    assert refused.wait(20) == 1
    holder.terminate()
    for process in (refused, holder):
        finish(process)


def test_data_that_is_not_kept_includes_what_the_sandbox_took(local):
    (local / "test").mkdir()
    journal = local / "test" / "sandbox.journal"
    journal.write_text("{}")
    code, _, err = finish(start(local, "test", "true", env=NAMED))
    assert code == 0, err
    assert not journal.exists()


def test_port_zero_is_any_free_port_and_two_differ():
    environment = {}
    embedded.assign_ports(environment, ["WEB_PORT=0", "SANDBOX_PORT=0"])
    assert environment["WEB_PORT"] != environment["SANDBOX_PORT"]
    embedded.name_sandbox(environment)
    assert environment["SANDBOX_URL"] == f"http://127.0.0.1:{environment['SANDBOX_PORT']}"


def test_a_taken_port_is_refused_by_its_number_and_setting():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        number = other.getsockname()[1]
        with pytest.raises(embedded.Busy, match=f"port {number} is taken; set WEB_PORT"):
            embedded.assign_ports({}, [f"WEB_PORT={number}"])


def test_a_port_of_the_environment_goes_before_the_default():
    environment = {}
    embedded.assign_ports(environment, ["WEB_PORT=0"])
    chosen = {"WEB_PORT": environment["WEB_PORT"]}
    embedded.assign_ports(chosen, ["WEB_PORT=1"])
    assert chosen == environment


def test_the_env_file_is_read_for_up_only_and_the_environment_goes_first(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text(
        "DATABASE_URL=postgresql://file/x\nDEBUG=false\nLOG_LEVEL=DEBUG\n"
    )
    monkeypatch.setattr(embedded, "BASE_DIR", tmp_path)

    def prepared(profile):
        environment = {"PATH": "", "LOG_LEVEL": "ERROR"}
        embedded.prepare(environment, embedded.PROFILES[profile], tmp_path)
        return environment

    up = prepared("up")
    assert up["DATABASE_URL"] == "postgresql://file/x"
    assert (up["DEBUG"], up["LOG_LEVEL"]) == ("false", "ERROR")
    for other in ("demo", "test", "bench"):
        assert "DATABASE_URL" not in prepared(other)
        assert prepared(other)["ENV_FILE"] == ""


# --- the command ---------------------------------------------------------------------------------


def test_nothing_is_started_where_both_servers_are_named_and_the_exit_code_is_the_commands(local):
    code, out, _ = finish(start(local, "test", "sh", "-c", "echo $REDIS_URL; exit 7", env=NAMED))
    assert (code, out) == (7, NAMED["REDIS_URL"] + "\n")
    assert sorted(path.name for path in (local / "test").iterdir()) == ["lock"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_reaches_the_command_once_and_its_answer_is_waited_for(local, number):
    name = signal.Signals(number).name.removeprefix("SIG")
    script = f"trap 'echo got; exit 5' {name}; echo ready; while :; do sleep 0.05; done"
    run = start(local, "test", "sh", "-c", script, env=NAMED)
    assert first_line(run) == "ready\n"
    run.send_signal(number)
    code, out, _ = finish(run)
    assert (code, out) == (5, "got\n")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs the kernel's death signal")
def test_the_command_ends_with_a_killed_run(local):
    script = "trap 'echo got; exit' TERM; echo ready; while :; do sleep 0.05; done"
    run = start(local, "test", "sh", "-c", script, env=NAMED)
    assert first_line(run) == "ready\n"
    run.kill()
    assert run.communicate(timeout=30)[0] == "got\n"


# --- real servers --------------------------------------------------------------------------------


@pytest.mark.processes
def test_servers_answer_during_the_command_and_are_gone_with_their_data_after_it(local):
    code, out, err = finish(start(local, "test", "python", "-c", PROBE))
    assert code == 0, err
    told = json.loads(out)
    assert (told["rows"], told["fsync"], told["pong"]) == (1, "off", True)
    assert told["LOCAL_DIR"] == str(local / "test")
    assert not is_up(told["DATABASE_URL"])
    assert not Path(told["REDIS_URL"].removeprefix("unix://").partition("?")[0]).parent.exists()
    assert not servers.Postgres(local / "test", durable=False).data.exists()


@pytest.mark.processes
def test_after_a_kill_the_next_start_serves_the_data_of_the_first(local):
    deep = local / ("deep-" * 20) / ("deeper-" * 20)
    deep.mkdir(parents=True)
    killed = start(deep, "up", "sh", "-c", 'python -c "$0"; exec sleep 60', PROBE)
    told = json.loads(first_line(killed))
    killed.kill()
    killed.wait()
    code, out, err = finish(start(deep, "up", "python", "-c", PROBE))
    assert code == 0, err
    again = json.loads(out)
    assert (told["rows"], again["rows"], again["fsync"]) == (1, 2, "on")
    assert again["DATABASE_URL"] == told["DATABASE_URL"]
    assert not is_up(again["DATABASE_URL"])
    finish(killed)


@pytest.mark.processes
def test_a_server_that_cannot_start_is_explained_with_its_log_and_nothing_stays(local):
    state = local / "up"
    state.mkdir()
    data = state / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("9\n")
    if os.getuid() == 0:
        home = servers._OUTSIDE / servers._name_of(state)
        shutil.copytree(data, home / "postgres")
    code, out, err = finish(start(local, "up", "echo", "must not run"))
    assert (code, out) == (1, "")
    assert err.startswith("up: postgres ended with code")
    assert "postgresql.conf" in err
