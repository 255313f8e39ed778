"""Problem bodies (RFC 9457) for programs that ask under /api/: one shape for every refusal."""

from typing import Any

from django.http import JsonResponse

PROBLEM_TYPE = "application/problem+json"
TITLES: dict[int, str] = {
    400: "请求写得不对",
    401: "没有登录",
    403: "不归你办",
    404: "没有找到",
    405: "这个地址不支持这种方法",
    406: "给不了这种格式",
    409: "已经有人改过",
    413: "内容太大",
    415: "内容格式不对",
    422: "现在不能这样办",
    428: "要写明打开时的版本",
    429: "请求太密",
    500: "系统出了问题",
    503: "暂时不能用",
}


def problem(status: int, code: str, message: str, **more: Any) -> dict[str, Any]:
    """The body: `code` is for the program, `detail` for the person who reads its log."""
    return {
        "type": f"urn:xiongguan:problem:{code}",
        "title": TITLES.get(status, "没有办成"),
        "status": status,
        "code": code,
        "detail": message,
        **more,
    }


def problem_response(status: int, code: str, message: str, **more: Any) -> JsonResponse:
    """The answer with this body, for what no view of the API answers: middleware, unknown addresses, faults."""
    response = JsonResponse(
        problem(status, code, message, **more),
        status=status,
        content_type=PROBLEM_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
    response["Cache-Control"] = "no-store"
    return response
