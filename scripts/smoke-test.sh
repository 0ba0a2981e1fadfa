#!/usr/bin/env bash
# Tests a deployment: it is healthy, refuses unauthenticated requests, and answers a diagnostic. Changes nothing.
# usage: SMOKE_USER=someone@example.com scripts/smoke-test.sh ENVIRONMENT [PARAMETER_PREFIX]
# PARAMETER_PREFIX is by default /opsagent for production and /opsagent-ENVIRONMENT for others, as in samconfig.toml.
# Needs the AWS CLI, curl, jq and rights to read the stack's deployment parameter and the key. SMOKE_USER must be an allowed user.
set -euo pipefail
environment=${1:?usage: SMOKE_USER=someone@example.com scripts/smoke-test.sh ENVIRONMENT [PARAMETER_PREFIX]}
prefix=/opsagent-$environment
[ "$environment" != production ] || prefix=/opsagent
prefix=${2:-$prefix}
: "${SMOKE_USER:?SMOKE_USER must be an allowed user}"

parameter() { aws ssm get-parameter --name "$1" --with-decryption --query Parameter.Value --output text; }
fail() { echo "FAILED  $1" >&2; exit 1; }

endpoint=$(parameter "$prefix/$environment/deployment" | jq -er .endpoint) || fail "there is no $prefix/$environment/deployment"
answer=$(mktemp) && trap 'rm -f "$answer"' EXIT
ask() { curl -sS -o "$answer" -w '%{http_code}' --max-time 30 "$@"; }

status=$(ask "$endpoint/health")
[ "$status" = 200 ] || fail "GET /health answers $status: $(cat "$answer")"
echo "ok      GET /health: $(jq -r '.status + ", " + .execution_mode' "$answer")"

status=$(ask "$endpoint/operations/proposals" -H "X-OpsAgent-User: $SMOKE_USER")
[ "$status" = 401 ] || fail "a request without a key answers $status: $(cat "$answer")"
echo "ok      without a key: 401"

# The last of several keys during a rotation; on standard input, so that it is in no process list.
key=$(parameter "$prefix/api-key" | tr ',' '\n' | tail -n 1)
status=$(printf 'header = "X-API-Key: %s"\n' "$key" | ask --config - -G "$endpoint/operations/search_cloudtrail_events" -d time_window=1h -d max_results=1 -H "X-OpsAgent-User: $SMOKE_USER")
[ "$status" = 200 ] && jq -e .success "$answer" >/dev/null || fail "search_cloudtrail_events answers $status: $(cat "$answer")"
echo "ok      search_cloudtrail_events: $(jq -r .summary "$answer")"
echo "$environment works."
