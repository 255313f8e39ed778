"""The Celery application. Beat only ticks; what is due is decided in PostgreSQL (D4)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiongguan.settings")

app = Celery("xiongguan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
