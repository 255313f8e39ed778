"""Logs a case, sends it up, and waits for the webhook that tells of it. Only the standard library.

XG_ADDRESS=http://127.0.0.1:8000 XG_TOKEN=xg_… XG_SECRET=whsec_… XG_PORT=9000 python follow_a_case.py <id of a building>
"""

import base64
import hmac
import json
import os
import sys
import time
import urllib.request
import uuid
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

ADDRESS, TOKEN = os.environ["XG_ADDRESS"], os.environ["XG_TOKEN"]
KEY = base64.b64decode(os.environ["XG_SECRET"].removeprefix("whsec_"))
events: dict[str, Any] = {}  # by id: the same event may come twice


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body, told = self.rfile.read(int(self.headers["Content-Length"])), self.headers
        content = f"{told['webhook-id']}.{told['webhook-timestamp']}.".encode() + body
        right = "v1," + base64.b64encode(hmac.digest(KEY, content, "sha256")).decode()
        is_signed = any(hmac.compare_digest(one, right) for one in told["webhook-signature"].split())
        if is_fresh := is_signed and abs(time.time() - int(told["webhook-timestamp"])) < 300:
            events[told["webhook-id"]] = json.loads(body)
        self.send_response(204 if is_fresh else 401)
        self.end_headers()


def ask(path: str, told: Any = None, version: str = "") -> tuple[Any, str]:
    request = urllib.request.Request(f"{ADDRESS}/api/v1/{path}")  # noqa: S310 - an address that the operator gave
    request.add_header("Authorization", f"Bearer {TOKEN}")
    if told is not None:
        request.data = json.dumps(told).encode()
        request.add_header("Content-Type", "application/json")
        request.add_header("Idempotency-Key", str(uuid.uuid4()))  # a repetition does nothing twice
    if version:
        request.add_header("If-Match", version)
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return json.loads(answer.read() or b"null"), answer.headers.get("ETag", "")


server = HTTPServer(("127.0.0.1", int(os.environ["XG_PORT"])), Receiver)
parties = [{"role": "applicant", "name": "张三丰"}, {"role": "respondent", "name": "李四光"}]
case, _ = ask("cases/", {"source": "resident", "place": int(sys.argv[1]), "cause": "23", "title": "楼上漏水",
    "summary": "厨房顶漏水三天了", "people_involved": 2, "households_involved": 2, "severity": "micro", "party": parties})  # fmt: skip
form, etag = ask(f"cases/{case['no']}/forms/route_up/")
said = {one["name"]: one["choices"][0]["value"] for one in form["fields"] if one["required"]}
ask(f"cases/{case['no']}/acts/route_up/", said, etag)
while not any(
    one["type"] == "cases.route_up" and one["data"]["key"] == case["no"] for one in events.values()
):
    server.handle_request()
for event in events.values():
    print(event["timestamp"], event["type"], event["data"]["key"], event["data"]["version"])
