"""Run the sandboxes: `python -m providers.sandbox --host 127.0.0.1 --port 8090 [--state FILE]`."""

import argparse
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from providers.sandbox.app import SandboxApp, create_app
from providers.sandbox.clock import PATIENCE


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with one worker, so that state has one owner, and threads, so that one may hang."""

    def __init__(self, app: SandboxApp, options: dict[str, Any]) -> None:
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand our options to gunicorn."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> SandboxApp:
        """The application gunicorn serves."""
        return self._app


def announce(server: Any) -> None:
    """Print where the server listens; with port 0 nobody knows it before."""
    for listener in server.LISTENERS:
        host, port = listener.sock.getsockname()[:2]
        print(f"sandbox listening on http://{host}:{port}", flush=True)


def share_fate(worker: Any) -> None:
    """Let hanging requests end when the worker is told to."""
    PATIENCE.alive = lambda: bool(worker.alive)


def main() -> None:
    """Parse the command line and serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m providers.sandbox")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8090, help="0 chooses a free one")
    parser.add_argument("--state", type=Path, help="journal file that survives a restart")
    parser.add_argument("--threads", type=int, default=32)
    args = parser.parse_args()
    options = {
        "bind": f"{args.host}:{args.port}",
        "workers": 1,
        "threads": args.threads,
        "worker_class": "gthread",
        "timeout": 0,
        "keepalive": 75,
        "graceful_timeout": 1,
        "loglevel": "warning",
        "when_ready": announce,
        "post_worker_init": share_fate,
    }
    Server(create_app(args.state), options).run()


if __name__ == "__main__":
    main()
