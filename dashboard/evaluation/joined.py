"""Where evaluation hangs on to the ground: subjects, the papers' owner, the ledger's words, columns by name."""

from core import subjects
from core.audit.words import register_words
from core.flow.subject import FlowSubject
from core.papers.kinds import register_owner
from core.ui.labels import register_model
from dashboard.evaluation.actions.samples import SAMPLE
from dashboard.evaluation.flow import PERIOD, PERIODS, RESULT, RESULTS
from dashboard.evaluation.models import EvaluationPeriod, EvaluationResult
from dashboard.evaluation.papers import ResultPapers
from dashboard.evaluation.workflow import PERIOD_TABLE, RESULT_TABLE


def join() -> None:
    """Called once by DashboardConfig.ready."""
    subjects.register(FlowSubject(PERIODS))
    subjects.register(FlowSubject(RESULTS))
    register_owner(ResultPapers())
    register_words(
        actions={
            f"{PERIOD}.open": "开始考评",
            **{f"{PERIOD}.{one.act}": f"考评：{one.label}" for one in PERIOD_TABLE.values()},
            **{f"{RESULT}.{one.act}": f"考评结果：{one.label}" for one in RESULT_TABLE.values()},
            f"{SAMPLE}.check": "核对抽查的户",
            "evaluation.draw": "抽查住户登记",
            "evaluation.edit_indicators": "修改考评指标",
            "evaluation.download": "下载考评得分表",
        },
        kinds={PERIOD: "考评", RESULT: "考评结果", SAMPLE: "抽查的户"},
    )
    for model in (EvaluationPeriod, EvaluationResult):
        register_model(model)
