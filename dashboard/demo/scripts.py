"""The ways a case goes through the street, each as a line of steps: who, act[:choice], and after how many working days.

`worker log; clerk sign +0-1; clerk hold_session:continue +1; clerk agree @resume+1`
Without `+` a step follows within a couple of hours; `@resume` and `@lapse` wait for what time itself does first."""

import re
from dataclasses import dataclass

from disputes.choices import Severity

MICRO, SMALL, MAJOR = Severity.MICRO, Severity.SMALL, Severity.MAJOR
_STEP = re.compile(r"^(\w+) (\w+)(?::(\w+))?(?: ?(@\w+))?(?: ?\+(\d+)(?:-(\d+))?)?$")


@dataclass(frozen=True)
class Cue:
    """One step of a script."""

    who: str
    act: str
    choice: str = ""
    wait_for: str = ""
    least: int = 0
    most: int = 0

    @property
    def name(self) -> str:
        return f"{self.act}:{self.choice}" if self.choice else self.act


@dataclass(frozen=True)
class Script:
    """A way through, the grade it is for, and how often it is taken."""

    name: str
    size: Severity
    often: int
    cues: tuple[Cue, ...]

    def until(self, last: str) -> "Script":
        """The part up to and with the step of that name (`act` or `act:choice`)."""
        at = next(i for i, cue in enumerate(self.cues) if last in (cue.name, cue.act, f"{cue.who} {cue.act}"))
        return Script(f"{self.name}>{last}", self.size, 0, self.cues[: at + 1])


def read(line: str) -> tuple[Cue, ...]:
    """The steps of a line. Raises ValueError for one that is not understood."""
    cues = []
    for part in line.split(";"):
        match = _STEP.match(part.strip())
        if match is None:
            raise ValueError(f"not a step: {part!r}")
        who, act, choice, wait, least, most = match.groups()
        low = int(least or 0)
        cues.append(Cue(who, act, choice or "", (wait or "")[1:], low, int(most or low)))
    return tuple(cues)


# Stretches that many ways share.
_SHARED = {
    "<grid asks>": "worker contact; worker ask_consent +0-1; worker accept +0-1",
    "<asks>": "clerk contact; clerk ask_consent; clerk accept",
    "<grid done>": "worker perform +2-5; worker complete; leader follow_up +3-5; lead close +0-2; clerk archive +4-9",
    "<done>": "clerk perform +2-5; clerk complete; <checked>",
    "<checked>": "clerk2 follow_up +3-5; lead close +0-2; clerk archive +5-12",
    "<settled>": "clerk hold_session:agreed +1; clerk agree_performed; clerk2 follow_up +3; lead close +1",
}

_LINES: tuple[tuple[str, Severity, int, str], ...] = (
    (
        "当场办结", MICRO, 16,
        "worker log:photo; worker settle; worker follow_up +3-5; lead close +0-1; clerk archive +4-12",
    ),
    (
        "当场办结评价", MICRO, 6,
        "worker log; worker settle; leader follow_up +3-4; lead close; citizen rate +1-2; clerk archive +4-9",
    ),
    (
        "网格调成", MICRO, 12,
        "worker log; <grid asks>; worker hold_session:agreed; worker agree:written; <grid done>",
    ),
    (
        "网格两次", MICRO, 5,
        "worker log; <grid asks>; worker hold_session:continue +1; worker note +1; worker hold_session:agreed; "
        "worker agree_performed; leader follow_up +3-6; lead close +1-2; clerk archive +4-9",
    ),
    (
        "报社区", SMALL, 12,
        "worker log:photo; worker contact; worker route_up:beyond; clerk sign +0-1; clerk ask_consent; clerk accept +0-1; "
        "clerk hold_session:agreed +1; clerk agree:written; <done>",
    ),
    (
        "社区调成", SMALL, 12,
        "clerk log; clerk contact; clerk ask_consent +0-1; clerk accept +0-1; clerk hold_session:agreed +1-2; "
        "clerk agree:written; <done>",
    ),
    (
        "调解员办", SMALL, 8,
        "clerk log; lead assign:mediator; mediator contact; mediator ask_consent +0-1; mediator accept; "
        "mediator hold_session:agreed +1-2; mediator agree_performed; clerk follow_up +3-5; lead close +0-2; "
        "clerk archive +5-12",
    ),
    (
        "网格调不成上报", SMALL, 5,
        "worker log; worker contact; worker ask_consent; worker accept; worker hold_session:failed +1; "
        "worker escalate:parties; clerk sign +0-1; clerk hold_session:agreed +1; clerk agree_performed; <checked>",
    ),
    (
        "街道窗口转社区", SMALL, 8,
        "intake log:hotline; intake assign:clerk; clerk contact +0-1; clerk ask_consent +0-1; clerk accept; "
        "clerk hold_session:agreed +1; clerk agree:written; <done>",
    ),
    (
        "三级上报", SMALL, 5,
        "clerk log; clerk contact; clerk ask_consent; clerk accept +1; clerk hold_session:continue +1; "
        "clerk escalate:beyond +1; intake return_case +0-1; clerk hold_session:failed +1; clerk escalate:two_rounds; "
        "intake sign +0-1; street_lead assign:street_mediator; street_mediator hold_session:agreed +1-2; "
        "street_mediator agree:written; street_mediator perform +2-4; street_mediator complete; intake2 follow_up +3-4; "
        "lead close +0-2; clerk archive +6-12",
    ),
    (
        "部门职责直接上街道", MAJOR, 6,
        "clerk log; clerk contact; clerk route_up:duty; intake sign; intake ask_consent; intake accept +0-1; "
        "intake hold_session:agreed +1-2; intake agree:written; intake perform +3-6; intake complete; intake2 follow_up +3-5; "
        "manager close +0-2; manager archive +6-12",
    ),
    (
        "红色预警", MAJOR, 2,
        "intake log:crowd; intake contact; intake ask_consent; intake accept; intake hold_session:continue; street_lead chase; "
        "intake hold_session:agreed +1; intake agree:written; intake perform +1-3; intake complete; intake2 follow_up +2; "
        "intake2 follow_up +3; manager follow_up +4; manager close +1; manager archive +8",
    ),
    (
        "中止再调", SMALL, 4,
        "clerk log; <asks>; clerk hold_session:continue +1; lead suspend:appraisal +1; clerk hold_session:agreed @resume+1; "
        "clerk agree:written; <done>",
    ),
    (
        "延期", SMALL, 3,
        "clerk log; <asks>; clerk hold_session:continue +2; clerk ask_extension +1; lead decide_extension; "
        "clerk hold_session:agreed +6; clerk agree:written; <done>",
    ),
    (
        "调解不成", SMALL, 3,
        "clerk log; <asks>; clerk hold_session:failed +1; clerk hold_session:failed +2; clerk fail; clerk check_later +1; "
        "clerk2 follow_up +3; lead close +1; clerk archive +6-12",
    ),
    (
        "一方拒绝", SMALL, 3,
        "clerk log; clerk contact; clerk ask_consent; clerk refuse +1; lead close_directly +1; clerk archive +8",
    ),
    (
        "不予受理", SMALL, 2,
        "clerk log; clerk contact; lead decline +1; lead close_directly +1; clerk archive +8",
    ),
    (
        "导引诉讼", SMALL, 3,
        "intake log; intake contact; intake guide +1; lead close_directly +1-2; manager archive +8",
    ),
    (
        "当事人撤回", SMALL, 3,
        "clerk log; clerk contact; clerk ask_consent +1; clerk withdraw +1; lead close_directly +1; clerk archive +8",
    ),
    (
        "未履行后补", SMALL, 3,
        "clerk log; <asks>; clerk hold_session:agreed +1; clerk agree:short; clerk note @lapse+0-1; clerk renegotiate +1-2; "
        "<done>",
    ),
    (
        "未履行去法院", SMALL, 2,
        "clerk log; <asks>; clerk hold_session:agreed +1; clerk agree:short; clerk chase @lapse+1; clerk enforce +3; "
        "lead close_directly +2; clerk archive +8",
    ),
    (
        "回访返工", SMALL, 3,
        "clerk log; <asks>; clerk hold_session:agreed +1; clerk agree_performed; clerk2 follow_up:bad +3; lead rework; "
        "clerk hold_session:agreed +1; clerk agree_performed; clerk2 follow_up +4; lead close +1; clerk archive +6-12",
    ),
    (
        "居民要求重开", SMALL, 2,
        "clerk log; <asks>; <settled>; citizen reopen +2-4; manager reopen_case +1; clerk hold_session:agreed +2; "
        "clerk agree_performed; clerk2 follow_up +3; lead close +1; citizen rate +1; clerk archive +8",
    ),
    (
        "答复不重开", SMALL, 2,
        "clerk log; <asks>; <settled>; citizen reopen +3; lead answer_reopen +1; clerk archive +8",
    ),
    (
        "协议有争议", SMALL, 1,
        "clerk log; <asks>; clerk hold_session:agreed +1; clerk agree:written; clerk contest +2; clerk hold_session:agreed +2; "
        "clerk agree:written; clerk perform +2; clerk complete; clerk2 follow_up +3; lead close +1; clerk archive +6",
    ),
    (
        "终止后再调", SMALL, 1,
        "clerk log; <asks>; clerk hold_session:failed +1; clerk fail +1; clerk mediate_again +3; <settled>; clerk archive +6",
    ),
    (
        "回避换人", SMALL, 1,
        "clerk log; clerk contact; clerk ask_consent; clerk recuse; lead assign:clerk2; clerk2 accept +1; "
        "clerk2 hold_session:agreed +1; clerk2 agree_performed; lead follow_up +3; lead close +1; clerk2 archive +6",
    ),
    (
        "限制知悉", SMALL, 2,
        "clerk log:violence; clerk report_police; clerk protect; clerk contact; clerk ask_consent; clerk accept +1; "
        "clerk hold_session:apart +1; clerk agree_performed; lead follow_up +3; lead close +1; clerk archive +8",
    ),
    (
        "限制知悉孩子", SMALL, 1,
        "clerk log:child; clerk contact; clerk ask_consent; clerk accept +1; clerk hold_session:agreed +1; "
        "clerk agree:written; clerk perform +3; clerk complete; lead follow_up +3; lead close +1; clerk archive +8",
    ),
    (
        "司法确认", SMALL, 1,
        "clerk log; <asks>; clerk hold_session:agreed +1; clerk agree:written; clerk apply_confirmation +1; "
        "clerk confirmation_filed +1; clerk perform +2; clerk complete; clerk confirmation_decided +4; "
        "clerk2 follow_up +1; lead close +1; clerk archive +6",
    ),
    (
        "研判后转行政调解", SMALL, 1,
        "clerk log; <asks>; clerk hold_session:continue +1; clerk confer +1; clerk change_track +1; "
        "clerk hold_session:agreed +2; clerk agree:written; clerk perform +2; clerk complete; clerk2 follow_up +3; "
        "lead close +1; clerk archive +6",
    ),
    (
        "并案", SMALL, 2,
        "clerk log:again; manager merge +0-1",
    ),
    (
        "并案后撤销", SMALL, 1,
        "clerk log:again; manager merge; manager unmerge +1; clerk contact; clerk ask_consent; clerk accept +1; <settled>; "
        "clerk archive +8",
    ),
)  # fmt: skip


def _script(name: str, size: Severity, often: int, line: str) -> Script:
    for short, whole in _SHARED.items():
        line = line.replace(short, whole)
    return Script(name, size, often, read(line))


SCRIPTS: dict[str, Script] = {row[0]: _script(*row) for row in _LINES}
