#!/usr/bin/env bash
# Publishes the binary that all functions share to artifacts/lambda, from where template.yaml deploys it.
# usage: scripts/build-lambda.sh [x86_64|arm64] [--container]
# Lambda's provided.al2023 has glibc 2.34: on a newer distribution build with --container (Docker), which uses AWS's image.
set -euo pipefail
cd "$(dirname "$0")/.."

architecture=x86_64 container=false
for argument in "$@"; do
  case "$argument" in
    x86_64 | arm64) architecture=$argument ;;
    --container) container=true ;;
    *) echo "usage: scripts/build-lambda.sh [x86_64|arm64] [--container]" >&2; exit 2 ;;
  esac
done

if $container; then
  # By digest, and with the packages that were locked in it; .ci/lock makes both.
  image=$(sed -n "s/^$architecture //p" .ci/build-images 2>/dev/null || true)
  locked=false
  [ -e src/OpsAgent.Bootstrap/packages.published.lock.json ] && [ "${AWS_PACKAGES:-published}" = published ] && locked=true
  [ -n "$image" ] && $locked || echo "build-lambda: the build image or its packages are not locked yet: .ci/lock image published" >&2
  # As one's own user, so that what it leaves is not root's; the image has no home for that user.
  exec docker run --rm --user "$(id -u):$(id -g)" -e HOME=/tmp -e DOTNET_CLI_HOME=/tmp -e NUGET_PACKAGES=/tmp/packages \
    -v "$PWD:/build" -w /build -e RestoreLockedMode=$locked "${image:-public.ecr.aws/sam/build-dotnet10:latest-$architecture}" scripts/build-lambda.sh "$architecture"
fi

case "$architecture" in x86_64) rid=linux-x64 ;; arm64) rid=linux-arm64 ;; esac
rm -rf artifacts/lambda
# The published AWS packages, never the stand-ins of compat/: AWS_PACKAGES=stand-ins is for a feed that lacks them and must not be deployed.
if [ "${AWS_PACKAGES:-published}" = stand-ins ]; then
  echo "Building with the stand-ins of compat/: not for a deployment." >&2
else
  export AwsPackages=published
fi
dotnet publish src/OpsAgent.Bootstrap -c Release -r "$rid" -o artifacts/lambda --nologo
rm -f artifacts/lambda/*.dbg artifacts/lambda/*.xml
chmod 755 artifacts/lambda/bootstrap
scripts/glibc-needs.sh artifacts/lambda/bootstrap 2.34
