"""Gunicorn behind nginx. Nginx takes in slow requests whole, so that a thread only ever sees fast ones."""

import os
import tempfile

if os.environ.get(
    "METRICS_TOKEN"
):  # All workers count into files of one folder, so that whoever is asked tells of all.
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="metrics-"))

bind = os.environ.get("BIND", "0.0.0.0:8000")
worker_class = "gthread"
workers = int(os.environ.get("WORKERS", "2"))
threads = 8
backlog = 512
timeout = 60
graceful_timeout = 30
keepalive = 75  # longer than nginx keeps its idle connections, so that nginx is the one who closes
max_requests = 20_000
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm"  # noqa: S108  the root file system is read-only
control_socket_disable = True
forwarded_allow_ips = "*"  # only nginx can reach this port: see compose.yaml
accesslog = None  # nginx writes the one access log there is, without addresses of forms and people
errorlog = "-"
# Gunicorn's own lines name addresses and errors in full: the site's formatter takes both out.
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"one_line": {"()": "config.logs.OneLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "one_line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"gunicorn.error": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}
