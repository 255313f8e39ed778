#!/bin/sh
# Make the secrets of a new installation and the .env file beside docker-compose.yml.
# Usage: sh deploy/prepare.sh 网址 (the name people will type, without https://)
set -eu
cd "$(dirname "$0")/.."
umask 077

address="${1:-}"
case "$address" in
    "" | *[!A-Za-z0-9.-]*)
        echo "用法：sh deploy/prepare.sh 网址。只写域名或 IP，例如 grid.example" >&2
        exit 1
        ;;
esac
if [ -e deploy/secrets ]; then
    echo "deploy/secrets 已经存在，没有改动。换掉里面的密钥会让已加密的电话和证件号再也读不出来。" >&2
    exit 1
fi

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

mkdir -p deploy/secrets.new
db="$(random 24)"
redis="$(random 24)"
put() { printf '%s\n' "$2" > "deploy/secrets.new/$1"; }
put db_password "$db"
put database_url "postgresql://xiongguan:$db@db:5432/xiongguan"
put redis_conf "requirepass $redis"
put redis_password "$redis"
put redis_url "redis://:$redis@redis:6379/0"
put secret_key "$(random 40)"
put field_keys "1:$(random 32)"
# Copies of the town open only with this one. Keep it where no copy is.
put backup_key "$(random 32)"
# Empty until the office's identity provider gives one (OIDC_ISSUER in .env).
put oidc_client_secret ""
# The containers' users must read the files; the folder itself lets nobody else in.
chmod 0444 deploy/secrets.new/*
mv deploy/secrets.new deploy/secrets

printf 'SITE_ADDRESS=%s\nALLOWED_HOSTS=%s\nPUBLIC_ADDRESS=https://%s\n' "$address" "$address" "$address" > .env
echo "密钥在 deploy/secrets，设置在 .env。请马上把 deploy/secrets 另存一份到安全的地方，然后运行 docker compose up -d"
