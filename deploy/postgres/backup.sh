#!/usr/bin/env bash
# usage: backup.sh CONNECTION-URL FOLDER
# Writes a consistent copy of ingest's database. Patients' keys go to a folder of their own: whoever keeps both together can read raw bytes
# of patients who were deleted since. Keep FOLDER/keys for 30 days at most, the rest as long as the contingency plan says.
set -euo pipefail
[ $# = 2 ] || { sed -n 2,4p "$0"; exit 2; }
url=$1 folder=$2
mkdir -p "$folder/data" "$folder/keys"
[ -z "$(ls -A "$folder/data" "$folder/keys" | grep -v ':$' || true)" ] || { echo "$folder is not empty" >&2; exit 1; }
chmod 700 "$folder" "$folder/keys"
pg_dump "$url" --format=directory --jobs=2 --compress=1 --exclude-table-data=patient_keys --file="$folder/data/dump"
pg_dump "$url" --format=custom --data-only --table=patient_keys --file="$folder/keys/patient_keys.dump"
# A copy that cannot be listed is no copy.
pg_restore --list "$folder/data/dump" >/dev/null
pg_restore --list "$folder/keys/patient_keys.dump" >/dev/null
(cd "$folder" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum >SHA256SUMS)
echo "backup in $folder"
