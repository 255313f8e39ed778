"""Every refusal of the API in one shape (core.ui.problems): the family of core.errors, and what the framework raises."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from core.errors import Conflict, NotAllowed, RuleBroken
from core.ui.problems import PROBLEM_TYPE, problem

# By status, in our words instead of the framework's.
WORDS: dict[int, tuple[str, str]] = {
    400: ("bad_request", "请求里有系统认不出的内容"),
    401: ("not_signed_in", "请带上令牌：Authorization: Bearer xg_…"),
    403: ("not_allowed", "你的岗位不办这件事"),
    404: ("not_found", "没有找到，或者它不在你负责的范围内"),
    405: ("method", "这个地址不支持这种方法"),
    406: ("format", "只给 application/json"),
    415: ("media_type", "请用 application/json；带照片的用 multipart/form-data"),
    429: ("too_often", "请求太密，请照 Retry-After 等一会儿"),
}


class Refused(RuleBroken):
    """What was sent is not right, field by field."""

    def __init__(self, code: str, message: str, errors: list[dict[str, str]], *, status: int = 422) -> None:
        super().__init__(code, message)
        self.errors, self.status = errors, status


class VersionMissing(RuleBroken):
    """A change without If-Match (HTTP 428)."""

    status = 428


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """The framework's exception handler. What is no refusal goes on to the fault page."""
    if isinstance(error, RuleBroken):
        return _said(error.status, error.code, error.message, **_more(error))
    if isinstance(error, Http404):
        return _said(404, *WORDS[404])
    if isinstance(error, PermissionDenied):
        return _said(403, *WORDS[403])
    if isinstance(error, exceptions.APIException):
        return _of_framework(error)
    return None


def _of_framework(error: exceptions.APIException) -> Response:
    status = error.status_code
    code, words = WORDS.get(status, WORDS[400])
    if isinstance(error, exceptions.AuthenticationFailed) and error.get_codes() == "bad_token":
        code, words = "bad_token", str(error.detail)
    if isinstance(error, exceptions.PermissionDenied) and "CSRF" in str(error.detail):
        code, words = "csrf", "用网页登录调用接口时要带 X-CSRFToken"
    response = _said(status, code, words)
    if wait := getattr(error, "wait", None):
        response["Retry-After"] = str(int(wait) + 1)
    if header := getattr(error, "auth_header", ""):
        response["WWW-Authenticate"] = header
    return response


def _more(error: RuleBroken) -> dict[str, Any]:
    if isinstance(error, Conflict):
        return {"theirs": error.theirs, "mine": error.mine, "since": getattr(error, "since", [])}
    if isinstance(error, Refused):
        return {"errors": error.errors}
    if error.field and not isinstance(error, NotAllowed):
        return {"errors": [{"field": error.field, "message": error.message}]}
    return {}


def _said(status: int, code: str, message: str, **more: Any) -> Response:
    return Response(problem(status, code, message, **more), status=status, content_type=PROBLEM_TYPE)
