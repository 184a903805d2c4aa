"""gunicorn's configuration: `gunicorn --config python:config.gunicorn config.wsgi`."""

import os

from config import logging

bind = f"{os.environ.get('WEB_HOST', '127.0.0.1')}:{os.environ.get('WEB_PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
# A worker that is stuck is replaced; threads that merely wait for a database do not count as stuck.
timeout = 60
graceful_timeout = 10
keepalive = 5
# Two gateways on one machine would fight over the control socket; nothing here uses it.
control_socket_disable = True
logger_class = "config.access_log.JsonLogger"
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")

logging.configure({"level": os.environ.get("LOG_LEVEL", "INFO").upper()})
