#!/usr/bin/env bash
# Deploys the output of scripts/build-lambda.sh with the parameters of samconfig.toml, those of the command line and a new
# Release, so that each function publishes a new version. Without one the alias would keep the old code and parameters.
# From the second deployment on the tables are protected against deletion, unless DeletionProtection is given.
# usage: scripts/deploy.sh ENVIRONMENT [Parameter=Value ...] [options of sam deploy]
# A parameter that is named in neither place keeps its value; in a new stack it has the template's default.
# Needs the SAM CLI, the AWS CLI, git and rights to deploy.
set -euo pipefail
cd "$(dirname "$0")/.."
environment=${1:?usage: scripts/deploy.sh ENVIRONMENT [Parameter=Value ...] [options of sam deploy]}
shift

configured() { sed -n "/^\[$environment\.deploy\.parameters\]/,/^\[/ s/^$1 = \"\(.*\)\"$/\1/p" samconfig.toml; }
# --parameter-overrides replaces the configured ones as a whole; of two values for one parameter sam takes the last.
parameters=("$(configured parameter_overrides)")
[ -n "${parameters[0]}" ] || { echo "deploy: samconfig.toml has no parameters for $environment." >&2; exit 2; }
given=()
while [[ ${1-} =~ ^[A-Za-z0-9]+= ]]; do
  # Quoted, because sam ends a value at its first space and rejects an empty one.
  given+=("${1%%=*}=\"${1#*=}\"")
  shift
done

region=$(configured region)
previous=
for option in "$@"; do
  [ "$previous" != --region ] || region=$option
  [[ $option != --region=* ]] || region=${option#*=}
  previous=$option
done
# A stack that is there was created whole: what CloudFormation could not create, it has taken back, or it stands in a state of ROLLBACK.
status=$(aws cloudformation describe-stacks --stack-name "$(configured stack_name)" --region "$region" --query 'Stacks[0].StackStatus' --output text 2>/dev/null || true)
case "$status" in CREATE_COMPLETE | UPDATE_*) parameters+=(DeletionProtection=true) ;; esac

# Versions are named by the first ten characters: the time in seconds. The commit shows what is deployed.
release=$(date +%s)$(git rev-parse --short=12 HEAD)
exec sam deploy --config-env "$environment" "$@" --parameter-overrides "${parameters[@]}" ${given[@]+"${given[@]}"} "Release=$release"
