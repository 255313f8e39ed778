"""One private PostgreSQL cluster in var/pg: loopback only, by password, UTF-8 with C.UTF-8."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from core.local import places, processes, programs
from core.local.problems import LocalProblem

NAME = "xiongguan"
FIRST_PORT = 54320
PASSWORD_FILE = "pg-password"
ROOM_FOR_NEW = 300 * 1024 * 1024
ROOM_TO_START = 50 * 1024 * 1024
START_TRIES = 4


def data_folder() -> Path:
    return places.var_dir() / "pg"


def log_file() -> Path:
    return places.var_dir() / "log" / "postgres.log"


def url(port: int) -> str:
    return f"postgresql://{NAME}:{quote(places.read_secret(PASSWORD_FILE))}@127.0.0.1:{port}/{NAME}"


def running() -> tuple[int, int] | None:
    """(pid, port) of our server, believed only after a look at the process itself."""
    try:
        lines = (data_folder() / "postmaster.pid").read_text().splitlines()
        pid, port = int(lines[0]), int(lines[3])
    except (OSError, ValueError, IndexError):
        return None
    return (pid, port) if processes.is_ours(pid, "postgres", data_folder()) else None


def ensure() -> int:
    """Start the cluster unless it runs, making it first if need be. Gives the port."""
    server = running()
    if server and places.read_secret(PASSWORD_FILE):
        return server[1]
    if server:
        stop()
    if not data_folder().exists():
        create()
    folder = folder_for_data()
    if not places.read_secret(PASSWORD_FILE):
        set_password(folder)
    return start(folder)


def folder_for_data() -> Path:
    """Programs of the very version that made the data; PostgreSQL opens no other."""
    version_file = data_folder() / "PG_VERSION"
    try:
        made_by = int(version_file.read_text().strip())
    except (OSError, ValueError):
        raise LocalProblem(
            f"{data_folder()} 里的数据库不完整（没有版本号）。\n"
            f"里面若没有要保留的数据，删掉这个文件夹再运行一次；有的话先把它复制到别处，再从备份恢复。"
        ) from None
    if os.stat(data_folder()).st_uid not in (os.geteuid(), 65534 if os.geteuid() == 0 else os.geteuid()):
        raise LocalProblem(
            f"{data_folder()} 是另一个用户建的，你打不开它。\n用当初那个用户运行；或用 XG_VAR=文件夹 另建一份。"
        )
    candidates = programs.postgres_folders()
    for folder in candidates:
        if programs.major_version(folder) == made_by:
            return folder
    have = "、".join(sorted({str(programs.major_version(folder)) for folder in candidates})) or "无"
    raise LocalProblem(
        f"{data_folder()} 是 PostgreSQL {made_by} 建的，这台机器现在能用的版本是：{have}。\n"
        f"要保留数据：装回 PostgreSQL {made_by}。只是演示数据、不用保留：删掉 {data_folder()} 再运行一次。"
    )


def create() -> None:
    """Make the cluster beside its place and move it there whole, so a crash leaves no half."""
    candidates = programs.postgres_folders()
    if not candidates:
        raise LocalProblem(
            "这台机器上没有 PostgreSQL（14 或更新），依赖包里也没有。\n"
            "运行 make setup 装上依赖；或用系统的包管理器安装 postgresql；或设置 DATABASE_URL 使用已有的。"
        )
    if shutil.disk_usage(places.var_dir()).free < ROOM_FOR_NEW:
        raise places.disk_full(places.var_dir())
    fresh = places.var_dir() / "pg.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    give_away(fresh)
    initialise(candidates[0], fresh)
    single_user(candidates[0], fresh, f"CREATE DATABASE {NAME}")
    fresh.rename(data_folder())


def give_away(path: Path) -> None:
    """Where root has to become nobody, nobody must own the data and be able to pass to it."""
    if programs.unprivileged(places.var_dir()) == programs.AS_NOBODY:
        places.var_dir().chmod(0o711)
        os.chown(path, 65534, 65534)


def initialise(folder: Path, data: Path) -> None:
    """C.UTF-8, because in a plain C locale trigrams of Chinese are empty and search finds nothing."""
    # In PostgreSQL 18 trigrams still ask lc_ctype what a letter is, whatever the provider.
    locale = [f"--locale={programs.utf8_locale()}", "--lc-messages=C"]
    if (programs.major_version(folder) or 0) >= 17:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    password = places.var_dir() / "pg-password.once"
    places.write_private(password, places.new_secret(PASSWORD_FILE) + "\n")
    give_away(password)
    command = [*programs.unprivileged(places.var_dir()), str(folder / "initdb"), "-D", str(data)]
    command += ["-U", NAME, "--encoding=UTF8", "--auth=scram-sha-256", f"--pwfile={password}", *locale]
    if is_throwaway():
        command.append("--no-sync")
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=data, env=plain_environment()
        )
    finally:
        password.unlink()
    if done.returncode != 0:
        raise explain(done.stdout + done.stderr, "建立数据库")
    with (data / "postgresql.conf").open("a") as conf:
        conf.write("\ninclude_if_exists = 'xiongguan.conf'\n")


def is_throwaway() -> bool:
    """XG_THROWAWAY=1, on a build machine: speed instead of a promise to survive a power cut."""
    return os.environ.get("XG_THROWAWAY") == "1"


def plain_environment() -> dict[str, str]:
    """No PG* variable of the user may turn our server or its tools elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C.UTF-8"}


def single_user(folder: Path, data: Path, *statements: str) -> None:
    command = [
        *programs.unprivileged(places.var_dir()),
        str(folder / "postgres"),
        "--single",
        "-D",
        str(data),
    ]
    done = subprocess.run(
        [*command, "-c", "exit_on_error=on", "postgres"],
        input="".join(f"{statement}\n" for statement in statements),
        capture_output=True,
        text=True,
        check=False,
        cwd=data,
        env=plain_environment(),
    )
    if done.returncode != 0 or "ERROR:" in done.stderr or "FATAL:" in done.stderr:
        raise explain(done.stdout + done.stderr, "准备数据库")


def set_password(folder: Path) -> None:
    """The password file was lost: nobody else can know it, so give the role a new one."""
    drop_stale_pid()
    password = places.new_secret(PASSWORD_FILE)
    single_user(folder, data_folder(), f"ALTER ROLE {NAME} PASSWORD '{password}'")


def drop_stale_pid() -> None:
    """PostgreSQL refuses to start while the pid in its file lives, even as somebody else's."""
    if running() is None:
        (data_folder() / "postmaster.pid").unlink(missing_ok=True)


def start(folder: Path) -> int:
    if shutil.disk_usage(places.var_dir()).free < ROOM_TO_START:
        raise places.disk_full(places.var_dir())
    drop_stale_pid()
    log_file().parent.mkdir(exist_ok=True)
    port = places.remembered_ports().get("postgres", FIRST_PORT)
    report = ""
    for _ in range(START_TRIES):
        if not places.is_free(port):
            port = places.free_port(FIRST_PORT)
        configure(port)
        report = launch(folder)
        if not report:
            places.remember_port("postgres", port)
            return port
        if "Address already in use" not in report and "still in use" not in report:
            break
        # Either the port went between our look and the start, or the children of a killed
        # server are still leaving; both pass by themselves.
        time.sleep(0.5)
    raise explain(report, "启动数据库")


def configure(port: int) -> None:
    lines = [
        "listen_addresses = '127.0.0.1'",
        f"port = {port}",
        # No socket file: its path may not be longer than 107 bytes, and a checkout may lie deep.
        "unix_socket_directories = ''",
        "max_connections = 200",
        "shared_buffers = '128MB'",
        "jit = off",
        # What a backup has not fetched is kept for it, but never until the disk is full.
        "max_slot_wal_keep_size = '4GB'",
        "lc_messages = 'C'",
        "log_timezone = 'Asia/Shanghai'",
        "password_encryption = 'scram-sha-256'",
    ]
    if is_throwaway():
        lines += ["fsync = off", "full_page_writes = off", "synchronous_commit = off"]
    conf = data_folder() / "xiongguan.conf"
    places.write_private(conf, "\n".join(lines) + "\n")
    if os.geteuid() == 0:
        owner = os.stat(data_folder())
        os.chown(conf, owner.st_uid, owner.st_gid)


def launch(folder: Path) -> str:
    """ "" when the server is up, otherwise what its log says."""
    log = log_file()
    log.write_text("")
    if os.geteuid() == 0:
        owner = os.stat(data_folder())
        os.chown(log, owner.st_uid, owner.st_gid)
    command = [*programs.unprivileged(places.var_dir()), str(folder / "pg_ctl"), "start", "-w", "-t", "60"]
    done = subprocess.run(
        [*command, "-s", "-D", str(data_folder()), "-l", str(log)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        cwd=data_folder(),
        env=plain_environment(),
    )
    return "" if done.returncode == 0 else places.tail(log, 40) or "（没有日志）"


def stop() -> bool:
    """Fast shutdown: open connections are closed, nothing committed is lost."""
    server = running()
    if server is None:
        return False
    processes.stop(server[0], signal.SIGINT, 30)
    return True


def explain(report: str, doing: str) -> LocalProblem:
    if "No space left on device" in report or "Disk quota exceeded" in report:
        return places.disk_full(places.var_dir())
    if "Permission denied" in report:
        return LocalProblem(
            f"{doing}时没有权限读写 {places.var_dir()}。\n用建立它的那个用户运行；或用 XG_VAR=文件夹 放到别处。\n{report}"
        )
    return LocalProblem(
        f"{doing}没有成功。PostgreSQL 的说明在下面（日志：{log_file()}）。\n"
        f"若里面没有要保留的数据，可以删掉 {data_folder()} 再运行一次。\n{report}"
    )
