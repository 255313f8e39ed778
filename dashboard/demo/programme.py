"""Which cases the town has: a stream of ordinary ones over six months, and those that stand open today for a reason."""

from collections.abc import Iterator
from random import Random

from dashboard.demo.matters import LAMPS, PAVING
from dashboard.demo.scripts import SCRIPTS
from dashboard.demo.stories import Planner, Story

HALF_A_YEAR = 122  # working days
# Way through, last step done, how many working days ago at least, where.
_OPEN: tuple[tuple[str, str, int, str], ...] = (
    ("网格调成", "log", 0, "铁北:7"), ("网格调成", "accept", 0, "铁北:7"), ("网格调成", "hold_session", 3, "铁北:7"),
    ("网格调成", "agree", 1, "铁北:7"), ("当场办结", "settle", 1, "铁北:7"), ("当场办结", "settle", 3, "铁北:7"),
    ("报社区", "route_up", 0, "铁北:7"), ("网格两次", "note", 0, "铁北:9"), ("网格调成", "log", 2, "铁北:8"),
    ("报社区", "route_up", 2, "铁北:3"), ("报社区", "sign", 0, "铁北:4"), ("报社区", "accept", 6, "铁北:5"),
    ("社区调成", "log", 0, "铁北"), ("社区调成", "contact", 1, "铁北"), ("社区调成", "ask_consent", 1, "铁北"),
    ("社区调成", "agree", 2, "铁北"), ("社区调成", "complete", 2, "铁北"), ("社区调成", "follow_up", 0, "铁北"),
    ("调解员办", "hold_session", 1, "铁北"), ("中止再调", "suspend", 1, "铁北"), ("延期", "ask_extension", 0, "铁北"),
    ("未履行后补", "agree", 6, "铁北"), ("居民要求重开", "reopen", 0, "铁北"), ("限制知悉", "accept", 1, "铁北"),
    ("一方拒绝", "refuse", 1, "铁北"), ("当事人撤回", "withdraw", 1, "铁北"), ("三级上报", "escalate", 0, "铁北"),
    ("三级上报", "escalate:two_rounds", 2, "德惠"), ("三级上报", "street_mediator hold_session", 1, "福民"),
    ("部门职责直接上街道", "route_up", 0, "德惠"), ("部门职责直接上街道", "route_up", 2, "人民"),
    ("部门职责直接上街道", "accept", 14, "友谊"), ("部门职责直接上街道", "complete", 2, "嘉北"),
    ("红色预警", "accept", 0, "雍和"),
    ("街道窗口转社区", "log", 0, "绿化"), ("街道窗口转社区", "log", 1, "铁南"), ("街道窗口转社区", "assign", 1, "福民"),
    ("社区调成", "accept", 15, "胜利"), ("社区调成", "log", 3, "演示社区二"), ("网格调成", "accept", 8, "胜利:5"),
    ("未履行后补", "note", 1, "友谊"), ("未履行去法院", "enforce", 1, "嘉北"),
    ("调解不成", "fail", 1, "祁连"), ("导引诉讼", "guide", 1, "绿化"), ("不予受理", "decline", 0, "雄关"),
    ("居民要求重开", "reopen", 1, "德惠"), ("限制知悉孩子", "agree", 1, "雍和"), ("回访返工", "rework", 1, "铁南"),
    ("司法确认", "confirmation_filed", 1, "铁北"), ("研判后转行政调解", "change_track", 1, "铁北"),
)  # fmt: skip


def programme(planner: Planner, chance: Random, ordinary: int) -> list[Story]:
    """All stories of the town: `ordinary` in the stream, those that stand open today, and the two of the source."""
    stories = [*_stream(planner, chance, ordinary), *_open(planner), *_known(planner)]
    for story in list(stories):
        if story.script.cues[0].choice == "again":
            stories.append(_main_of(story, planner))
    return stories


def _stream(planner: Planner, chance: Random, number: int) -> Iterator[Story]:
    """As many ways to their end as are asked for, those first that no open case shows; more of them as often as they
    come, over the half year."""
    seen_open = {name for name, *_ in _OPEN}
    scripts = sorted(SCRIPTS.values(), key=lambda script: (script.name in seen_open, -script.often))[:number]
    more = chance.choices(scripts, [script.often for script in scripts], k=number - len(scripts))
    for at, script in enumerate([*scripts, *more]):
        least = 45 if at < len(scripts) else 0
        yield planner.from_day(planner.story(script), chance.randint(least, HALF_A_YEAR))


def _open(planner: Planner) -> Iterator[Story]:
    for name, last, age, where in _OPEN:
        where = where.replace("演示社区", "演")
        yield planner.ending(planner.story(SCRIPTS[name].until(last), where=where), age)


def _known(planner: Planner) -> Iterator[Story]:
    """O7: what the source tells as solved."""
    duty = SCRIPTS["部门职责直接上街道"]
    yield planner.from_day(planner.story(duty, matter=LAMPS, where="白马公寓"), 96)
    yield planner.from_day(planner.story(duty, matter=PAVING, where="铁路小区"), 84)


def _main_of(twin: Story, planner: Planner) -> Story:
    """The case of the same matter that a second report is joined to; it began a little earlier."""
    main = planner.story(SCRIPTS["社区调成"], matter=twin.matter)
    main.place, main.grid = twin.place, twin.grid
    planner.before(main, twin.times[0])
    twin.main = main
    return main
