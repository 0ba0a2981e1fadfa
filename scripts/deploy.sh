#!/usr/bin/env bash
# Deploys what scripts/build-lambda.sh built, with the parameters of samconfig.toml, those given here and a new Release: each
# function then publishes a version, without which what runs would keep the code and the parameters of the last.
# usage: scripts/deploy.sh ENVIRONMENT [Parameter=Value ...] [options of sam deploy]
# A parameter that is named in neither place keeps its value; in a new stack it has the template's default.
# Needs the SAM CLI, git and rights to deploy.
set -euo pipefail
cd "$(dirname "$0")/.."
environment=${1:?usage: scripts/deploy.sh ENVIRONMENT [Parameter=Value ...] [options of sam deploy]}
shift

# sam takes --parameter-overrides in place of the configured ones and not beside them; of two for one parameter it takes the last.
configured=$(sed -n "/^\[$environment\.deploy\.parameters\]/,/^\[/ s/^parameter_overrides = \"\(.*\)\"$/\1/p" samconfig.toml)
[ -n "$configured" ] || { echo "deploy: samconfig.toml has no parameters for $environment." >&2; exit 2; }
parameters=("$configured")
while [[ ${1-} =~ ^[A-Za-z0-9]+= ]]; do
  # In quotes, or sam ends a value at its first space and refuses an empty one.
  parameters+=("${1%%=*}=\"${1#*=}\"")
  shift
done

# The first ten characters name the versions: the time in seconds has ten. The commit tells people what is deployed.
release=$(date +%s)$(git rev-parse --short=12 HEAD)
exec sam deploy --config-env "$environment" "$@" --parameter-overrides "${parameters[@]}" "Release=$release"
