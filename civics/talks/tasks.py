"""What a topic hears of the tasks that were made of it."""

from datetime import datetime

from civics.talks.topics import KIND, TOPICS
from grids.works.actions import carry_out

__all__ = ["KIND", "hold", "task_made", "task_news"]


def hold(topic_id: int) -> None:
    """The topic's lock comes before that of its task."""
    TOPICS.lock(topic_id)


def task_made(topic_id: int, no: str, *, now: datetime) -> None:
    """The first task of a decision begins its carrying out; a later one is a line."""
    _told(topic_id, "task_made", f"转为任务{no}", now)


def task_news(topic_id: int, no: str, words: str, *, now: datetime) -> None:
    """How a task of it stands now."""
    _told(topic_id, "task_news", f"任务{no}：{words}", now)


def _told(topic_id: int, act: str, words: str, now: datetime) -> None:
    topic = TOPICS.queryset().get(pk=topic_id)
    if topic.state in TOPICS.table[act].from_states:
        carry_out(TOPICS, act, topic, actor=None, now=now, note=words)
