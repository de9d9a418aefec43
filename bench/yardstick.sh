#!/usr/bin/env sh
# Installs what the bench `pipeline` compares with: Prometheus and nginx of Debian. Needs root. The bench starts them itself.
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
# No service is to start by itself.
printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
chmod +x /usr/sbin/policy-rc.d
trap 'rm -f /usr/sbin/policy-rc.d' EXIT
apt-get install -q -y --no-install-recommends prometheus nginx-light
