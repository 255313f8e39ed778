"""Code words of imports and exports, with the words people read."""

from django.db.models import TextChoices


class State(TextChoices):
    """Where an import stands. Those in RUNNABLE wait for the worker or are in its hands."""

    UPLOADED = "uploaded", "等着读"
    READING = "reading", "正在读"
    MAPPING = "mapping", "等你对列"
    CHECKING = "checking", "正在重新检查"
    READY = "ready", "等你处理"
    COMMITTING = "committing", "正在导入"
    PARTLY = "partly", "导入了一部分"
    DONE = "done", "已导入"
    UNDOING = "undoing", "正在撤回"
    UNDONE = "undone", "已撤回"
    FAILED = "failed", "没有导入"
    DISCARDED = "discarded", "已放弃"
    EXPIRED = "expired", "已过期"


RUNNABLE = (State.UPLOADED, State.READING, State.CHECKING, State.COMMITTING, State.UNDOING)
# Rows are there to be looked at, mended and committed.
OPEN = (State.READY, State.PARTLY)
UNDOABLE = (State.PARTLY, State.DONE)
# Nothing more will come of these; their rows are gone or go with the night.
OVER = (State.UNDONE, State.FAILED, State.DISCARDED, State.EXPIRED)


class Source(TextChoices):
    """Who found a problem: a fault of the file stays with its cell, the others are found anew by each check."""

    FILE = "file", "文件"
    VALUE = "value", "格式"
    KIND = "kind", "核对"
    TWICE = "twice", "重复"


class Mode(TextChoices):
    """How much a commit takes."""

    ALL = "all", "全部导入，有一行不行就都不导入"
    GOOD = "good", "先导入好的，其余存为待处理"


class ExportState(TextChoices):
    WAITING = "waiting", "等人同意"
    READY = "ready", "可以下载"
    REFUSED = "refused", "没有同意"
    EXPIRED = "expired", "已过期"
