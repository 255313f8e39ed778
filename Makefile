# 雄关网格。两个命令就够：make run 运行，make test 测试。其余见 README.md。
SHELL := /bin/sh
.DEFAULT_GOAL := help
SCALE ?= small
ARGS ?=

# The first Python from 3.11 on that really starts (a version manager's stub may not).
PYTHON := $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && command -v "$$p" && break; done)
PY := .venv/bin/python

# A machine set up for containers forbids Python to keep what it has compiled; then every program here would compile Django
# and all of ours again at each start, which is most of the start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help python setup setup-dev run test lint format bench faultlab backup restore restore-drill audit lock clean down status

help:
	@echo "make run             装好依赖、启动数据库、准备演示数据、打开网页（SCALE=full 为全街道规模）"
	@echo "make test ARGS=…     跑测试，例如 make test ARGS=tests/disputes"
	@echo "make lint            检查代码、类型、分层、设置和迁移"
	@echo "make format          整理代码格式"
	@echo "make bench           测速度"
	@echo "make faultlab        边办案边杀进程、断线路，核对数据（一个多小时；ARGS='--kills 40 --transitions 1500' 短一些）"
	@echo "make backup          备份数据库和附件，加密、核对（ARGS=--log 只取回新的改动）"
	@echo "make restore-drill   恢复演练：恢复到三个随机时间，核对，再删掉"
	@echo "make restore ARGS=…  恢复到一个新文件夹，例如 ARGS='--to /tmp/old --at \"2026-03-04 10:00:00\"'"
	@echo "make setup           只装依赖"
	@echo "make down / status   停止数据库 / 看它在不在运行"
	@echo "make audit           查依赖有没有公开的安全问题（要能连到公告源）"
	@echo "make lock            重新锁定依赖版本（UPGRADE=1 同时升级）"
	@echo "make clean           删掉能重新生成的文件（不删数据库）"

python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "找不到 Python 3.11 或更新的版本。先安装它（Debian、Ubuntu:apt install python3 python3-venv）再运行一次。" >&2; exit 1; fi

setup: python
	@"$(PYTHON)" -m core.local.setup

setup-dev: python
	@"$(PYTHON)" -m core.local.setup --dev

run: setup
	@SCALE="$(SCALE)" exec $(PY) -m core.local run

test: setup-dev
	@exec $(PY) -m pytest $(ARGS)

lint: setup-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m core.local exec python manage.py makemigrations --check --dry-run
	$(PY) -m core.local.production_check

format: setup-dev
	$(PY) -m ruff check --fix-only .
	$(PY) -m ruff format .

bench: setup-dev
	@exec $(PY) -m core.local exec python -m bench $(ARGS)

faultlab: setup-dev
	@exec $(PY) -m faultlab $(ARGS)

backup: setup
	@exec $(PY) -m core.local exec python manage.py backup $(ARGS)

restore-drill: setup
	@exec $(PY) -m core.local exec python manage.py restore_drill $(ARGS)

restore: setup
	@exec $(PY) -m core.local exec python manage.py restore $(ARGS)

audit: setup-dev
	@exec $(PY) -m core.local.audit

lock: setup-dev
	@$(PY) -m core.local.locks $(if $(UPGRADE),--upgrade)

down: python
	@"$(PYTHON)" -m core.local down

status: python
	@"$(PYTHON)" -m core.local status

clean:
	rm -rf node_modules static/dist fonts staticfiles .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache htmlcov .coverage
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
