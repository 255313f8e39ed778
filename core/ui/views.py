"""Pages for what went wrong. They use neither the database nor the session, so they work when those do not."""

import logging
import secrets
import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from core.ui.problems import problem_response
from core.ui.typed import typed_words, way_back

logger = logging.getLogger("xiongguan.errors")

_ENDS = ("。", "？", "！", "）", "」")
_DATABASE_DOWN = (OperationalError, InterfaceError)


API = "/api/v1/"


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def error_response(
    request: HttpRequest, status: int, *, code: str, message: str, context: dict[str, Any] | None = None
) -> HttpResponse:
    """One error in the form the asker can use: a page, a fragment for htmx, or a problem body."""
    if request.path.startswith(API):
        return problem_response(status, code, message)
    if wants_json(request):
        return JsonResponse({"code": code, "message": message}, status=status)
    facts = {
        "status": status,
        "message": message if message.endswith(_ENDS) else f"{message}。",
        "site": settings.SITE_NAME,
        "office": settings.OFFICE_NAME,
        "phone": settings.OFFICE_PHONE,
        **(context or {}),
    }
    htmx = request.headers.get("HX-Request") == "true"
    template = "errors/_fragment.html" if htmx else f"errors/{status}.html"
    response = HttpResponse(render_to_string(template, facts), status=status)
    response["Cache-Control"] = "no-store"
    response["Vary"] = "HX-Request, Accept"
    return response


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same bytes for what never was and for what lies outside the person's area."""
    return error_response(
        request, 404, code="not_found", message="没有找到这一页，或者它不在你负责的范围内。请从首页或搜索进入"
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return error_response(
        request,
        400,
        code="bad_request",
        message="这次请求里有系统认不出的内容，没有保存。请回到上一页重新填写",
    )


def control_characters(request: HttpRequest) -> HttpResponse:
    return error_response(
        request,
        400,
        code="control_characters",
        message="填写的内容里有看不见的控制字符，没有保存。请先粘到记事本里，再复制过来提交",
    )


def cut_off(request: HttpRequest) -> HttpResponse:
    return error_response(
        request,
        400,
        code="cut_off",
        message="网络中途断了，内容没有传完整，没有保存。请再提交一次",
    )


def too_large(request: HttpRequest) -> HttpResponse:
    return error_response(
        request,
        413,
        code="too_large",
        message="一次提交的内容太大，没有保存。请把文字删短，或者少放几张照片再提交",
    )


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_response(
        request,
        403,
        code="not_allowed",
        message="你的岗位不办这件事。需要的话，请联系本单位负责人或系统管理员",
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_response(
        request,
        403,
        code="csrf",
        message="这一页开得太久，或者登录换过人，刚才的提交没有生效。请返回上一页，刷新后再提交；填过的字可以先复制下来",
    )


def unavailable(request: HttpRequest) -> HttpResponse:
    sent = request.method == "POST"
    response = error_response(
        request,
        503,
        code="unavailable",
        message=f"数据库暂时连不上{'，这次没有保存' if sent else ''}。请过一分钟再{'点提交' if sent else '打开'}",
        context={"words": typed_words(request), "back": way_back(request) if sent else ""},
    )
    response["Retry-After"] = "60"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """An unforeseen fault: a short number ties what the person sees to the line in the log."""
    error = sys.exc_info()[1]
    if isinstance(error, _DATABASE_DOWN):
        return unavailable(request)
    number = secrets.token_hex(2).upper()
    logger.error("error %s at %s %s", number, request.method, request.path, exc_info=error)
    sent = request.method == "POST"
    again = "你填的都还在。请返回上一页，过一分钟再点提交" if sent else "不是你的操作有错。请过一分钟再打开"
    return error_response(
        request,
        500,
        code="server_error",
        message=f"系统出了问题，{again}，还不行打 {settings.OFFICE_PHONE}（编号 {number}）",
        context={"words": typed_words(request), "back": way_back(request) if sent else ""},
    )
