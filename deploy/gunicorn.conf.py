"""The web process of an installation. Threads, because a slow client must not hold a whole process."""

import os

bind = "0.0.0.0:8000"  # inside the container's network; only the proxy reaches it
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 30
keepalive = 75
# A slow leak is cured by a new process now and then, not all at once.
max_requests = 5000
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm"  # heartbeats belong in memory
control_socket_disable = True
# The network holds nobody but the proxy, so its word on the caller's address is taken.
forwarded_allow_ips = "*"
accesslog = "-"
# The path without its question, and no page that led here: a search for somebody's name is not for a log.
access_log_format = '%(h)s %(t)s "%(m)s %(U)s" %(s)s %(B)s %(L)s'
errorlog = "-"
