#!/usr/bin/env bash
# players.sh [PROFILE]: replays the recordings of ../shared/dapr-observations with their own player (run.mjs, Node 20 or later)
# against the LocalDapr tool: every profile, or those whose name contains PROFILE. Stores and broker are started where they are installed; their addresses
# can be given instead (STORES_REDIS, STORES_POSTGRES, KAFKA). The npm packages of the player go to a cache folder.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=${XDG_CACHE_HOME:-$HOME/.cache}/vectorcare-players
mkdir -p "$cache"
[ -d "$cache/node_modules/@dapr/dapr" ] || npm install --prefix "$cache" --no-audit --no-fund --silent @dapr/dapr @grpc/grpc-js @grpc/proto-loader
export VECTORCARE_NODE_MODULES=$cache
dotnet build tests/Dapr.Conformance -c Release -v q --nologo
filter="FullyQualifiedName~NodePlayerTests"
[ $# -eq 0 ] || filter="$filter&DisplayName~$1"
dotnet test tests/Dapr.Conformance -c Release --no-build --filter "$filter" --logger "console;verbosity=detailed" |
  grep -E "^ *[✓✗?•]|^ *[a-z-]+: [0-9]+ passed|differs\.$|step [0-9]+|(Passed|Failed|Skipped) +Dapr|(Passed|Failed|Skipped|Total)[^:]*: +[0-9]|skipped"
exit "${PIPESTATUS[0]}"
