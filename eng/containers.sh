#!/usr/bin/env bash
# A Docker engine for the container tests of a machine that has none and reaches no image registry:
#   containers.sh start FOLDER   begins it in the folder and prints the variables that the tests need
#   containers.sh stop FOLDER    ends it with all it runs
# It has no bridge: containers share the machine's network and listen on loopback. Their one image is made once
# of Debian's packages and kept in ~/.cache/vectorcare: PostgreSQL, and the mock cluster of librdkafka as Kafka.
set -euo pipefail
folder=$(realpath "${2:?folder}")
image=vectorcare/servers
cache=${XDG_CACHE_HOME:-$HOME/.cache}/vectorcare/servers-$(sha256sum "$0" | cut -c1-12).tar
export DOCKER_HOST=unix://$folder/docker.sock DEBIAN_FRONTEND=noninteractive

install_engine() {
  command -v dockerd >/dev/null && command -v debootstrap >/dev/null && return
  [ "$(id -u)" = 0 ] || { echo "dockerd and debootstrap are not installed, and only root can" >&2; return 1; }
  { apt-get update -q && apt-get install -yq --no-install-recommends docker.io debootstrap; } >/dev/null
}

start_engine() {
  dockerd --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/pid" -H "$DOCKER_HOST" \
    --bridge=none --iptables=false --ip6tables=false </dev/null >"$folder/log" 2>&1 &
  for _ in $(seq 100); do docker version >/dev/null 2>&1 && return; kill -0 $! 2>/dev/null || break; sleep 0.2; done
  tail -3 "$folder/log" >&2
  return 1
}

make_image() {
  local root=$folder/root suite mirror
  suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
  mirror=$(apt-get indextargets --format '$(SITE) $(CODENAME)' 'Created-By: Packages' | awk -v s="$suite" '$2 == s { print $1; exit }')
  debootstrap --variant=minbase --include=postgresql,kcat "$suite" "$root" "$mirror" >"$folder/debootstrap.log" 2>&1 || { tail -3 "$folder/debootstrap.log" >&2; return 1; }
  rm -rf "$root"/usr/share/{doc,man,locale,i18n,perl} "$root"/usr/lib/*/{perl,gconv,libLLVM*} "$root"/usr/lib/llvm* "$root"/var/{cache/apt,lib/apt}/*
  cat >"$root/entry" <<'ENTRY'
#!/bin/sh
set -e
if [ "$1" = kafka ]; then
  # A producer that produces nothing: what is wanted is its mock cluster, which says where it listens.
  sleep infinity | kcat -P -t none -b none -X test.mock.num.brokers=1 -d mock 2>&1 | grep --line-buffered -o 'bootstrap\.servers=[0-9.:]*'
  exit 1
fi
shift
data=/var/lib/postgresql/served
as="setpriv --reuid=postgres --regid=postgres --clear-groups"
printf %s "$POSTGRES_PASSWORD" >/tmp/password
$as initdb -D $data -U postgres --auth=scram-sha-256 --pwfile=/tmp/password --encoding=UTF8 --locale=C.UTF-8 --no-sync
exec $as postgres -D $data -c listen_addresses=127.0.0.1 -c unix_socket_directories= "$@"
ENTRY
  chmod +x "$root/entry"
  (cd "$root/usr/bin" && ln -sf ../lib/postgresql/*/bin/{initdb,postgres,pg_isready} .)
  mkdir -p "${cache%/*}" && rm -f "${cache%/*}"/servers-*.tar
  tar -C "$root" -cf "$cache.new" . && mv "$cache.new" "$cache"
  rm -rf "$root"
}

start() {
  mkdir -p "$folder"
  install_engine
  start_engine
  [ -f "$cache" ] || make_image
  docker import -c 'ENTRYPOINT ["/entry"]' "$cache" "$image" >/dev/null
  printf 'export %s\n' "DOCKER_HOST=$DOCKER_HOST" "DOCKER_API_VERSION=$(docker version -f '{{.Server.APIVersion}}')" TESTCONTAINERS_RYUK_DISABLED=true VECTORCARE_CONTAINER_NETWORK=host "VECTORCARE_POSTGRES_IMAGE=$image" "VECTORCARE_KAFKA_IMAGE=$image"
}

stop() {
  if [ -f "$folder/pid" ]; then
    docker ps -aq | xargs -r docker rm -f >/dev/null
    kill "$(cat "$folder/pid")"
    for _ in $(seq 100); do [ -f "$folder/pid" ] || break; sleep 0.1; done
    # The network that containers on the machine's share stays mounted.
    umount "$folder"/exec/netns/* 2>/dev/null || true
  fi
  rm -rf "$folder"
}

"$1"
