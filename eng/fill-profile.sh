#!/usr/bin/env bash
# fill-profile.sh PROFILE FOLDER [PORT_BASE]: fills in a profile of tests/Dapr.Conformance for sidecars that are started
# by hand (PORT_BASE 7100). Addresses of stores and broker come from STORES_REDIS, STORES_POSTGRES, KAFKA.
set -euo pipefail
profile=$1 base=${3:-7100}
mkdir -p "$2"
folder=$(cd "$2" && pwd)
cp -r "$(dirname "$0")/../tests/Dapr.Conformance/Profiles/$profile/." "$folder"
cat > "$folder/filled" <<EOF
PROFILE=$profile
RUN=r$(date +%s)
WORK=$folder
PROBE_PORT=$((base + 1))
PROBE_HTTP=$((base + 21))
PROBE_GRPC=$((base + 31))
CALLEE_PORT=$((base + 2))
CALLEE_HTTP=$((base + 22))
CALLEE_GRPC=$((base + 32))
VENDOR_PORT=$((base + 3))
SMTP_PORT=$((base + 4))
CLOSED_PORT=$((base + 5))
STORES_REDIS=${STORES_REDIS:-}
STORES_POSTGRES=${STORES_POSTGRES:-}
KAFKA=${KAFKA:-}
EOF
while IFS='=' read -r name value; do
  find "$folder" -type f ! -name filled -exec sed -i "s|\${$name}|$value|g" {} +
done < "$folder/filled"
echo "$folder/dapr.yaml"
