#!/usr/bin/env bash
# usage: restore.sh FOLDER CONNECTION-URL [DELETIONS]
# Restores a backup into an empty database. DELETIONS is the newest list of deleted patients (a line each, from: SELECT patient FROM deletions):
# what was deleted after the backup is deleted again, before anybody can read it.
set -euo pipefail
[ $# = 2 ] || [ $# = 3 ] || { sed -n 2,4p "$0"; exit 2; }
folder=$1 url=$2 deletions=${3:-}
(cd "$folder" && sha256sum --check --quiet SHA256SUMS)
[ "$(psql "$url" -XAtc "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")" = 0 ] || { echo "the database is not empty" >&2; exit 1; }
pg_restore --dbname="$url" --jobs=2 --no-owner --exit-on-error "$folder/data/dump"
pg_restore --dbname="$url" --no-owner --exit-on-error "$folder/keys/patient_keys.dump"
if [ -n "$deletions" ]; then
  while read -r patient; do
    [ -n "$patient" ] || continue
    for table in patient_keys raw transmissions transmission_days measurements poll_days patient_latest alerts connectivity; do
      echo "DELETE FROM $table WHERE patient = :'patient';"
    done | cat - <(echo "DELETE FROM dead_letters WHERE position(convert_to(:'patient', 'UTF8') IN body) > 0;") <(echo "INSERT INTO deletions VALUES (:'patient', now(), 'restore') ON CONFLICT DO NOTHING;") |
      psql "$url" -Xq --single-transaction -v ON_ERROR_STOP=1 -v patient="$patient"
  done <"$deletions"
fi
psql "$url" -Xqc "ANALYZE"
echo "restored from $folder"
