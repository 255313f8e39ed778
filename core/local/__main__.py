"""python -m core.local up | down | status | exec COMMAND… | run"""

import os
import shutil
import sys

from core.local import services, supervisor
from core.local.problems import LocalProblem

USAGE = """用法：python -m core.local 命令
  up               启动 PostgreSQL 和 Redis
  down             停止
  status           看看在不在运行
  exec 命令 参数…   启动它们，再运行这个命令
  run              启动整个产品（make run 用它）"""


def main(arguments: list[str]) -> int:
    match arguments:
        case ["up"]:
            services.ensure()
            print("\n".join(services.status()))
        case ["down"]:
            print("已停止：" + ("、".join(services.stop()) or "本来就没有运行"))
        case ["status"]:
            print("\n".join(services.status()))
        case ["exec", program, *rest]:
            become(program, rest)
        case ["run"]:
            return supervisor.run()
        case _:
            print(USAGE, file=sys.stderr)
            return 2
    return 0


def become(program: str, rest: list[str]) -> None:
    environment = services.environment()
    if shutil.which(program, path=environment["PATH"]) is None:
        raise LocalProblem(f"找不到命令 {program}。运行 make setup 装上依赖，或检查拼写。")
    sys.stdout.flush()
    os.execvpe(program, [program, *rest], environment)


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except LocalProblem as problem:
        print(problem, file=sys.stderr)
        raise SystemExit(1) from None
