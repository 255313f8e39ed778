"""The roof: settings, urls, celery. It wires everything, holds no rule and is imported by nobody below."""

from xiongguan.celery import app as celery_app

__all__ = ["celery_app"]
