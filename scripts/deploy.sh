#!/usr/bin/env bash
# Deploys the output of scripts/build-lambda.sh with the parameters of samconfig.toml, those of the command line and a new
# Release, so that each function publishes a new version. Without one the alias would keep the old code and parameters.
# usage: scripts/deploy.sh ENVIRONMENT [Parameter=Value ...] [options of sam deploy]
# A parameter that is named in neither place keeps its value; in a new stack it has the template's default.
# Needs the SAM CLI, git and rights to deploy.
set -euo pipefail
cd "$(dirname "$0")/.."
environment=${1:?usage: scripts/deploy.sh ENVIRONMENT [Parameter=Value ...] [options of sam deploy]}
shift

# --parameter-overrides replaces the configured ones as a whole; of two values for one parameter sam takes the last.
configured=$(sed -n "/^\[$environment\.deploy\.parameters\]/,/^\[/ s/^parameter_overrides = \"\(.*\)\"$/\1/p" samconfig.toml)
[ -n "$configured" ] || { echo "deploy: samconfig.toml has no parameters for $environment." >&2; exit 2; }
parameters=("$configured")
while [[ ${1-} =~ ^[A-Za-z0-9]+= ]]; do
  # Quoted, because sam ends a value at its first space and rejects an empty one.
  parameters+=("${1%%=*}=\"${1#*=}\"")
  shift
done

# Versions are named by the first ten characters: the time in seconds. The commit shows what is deployed.
release=$(date +%s)$(git rev-parse --short=12 HEAD)
exec sam deploy --config-env "$environment" "$@" --parameter-overrides "${parameters[@]}" "Release=$release"
