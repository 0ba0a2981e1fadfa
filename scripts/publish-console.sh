#!/usr/bin/env bash
# Uploads the web console's files to the bucket of a deployment with CreateConsole=true, and a config.json with the addresses of
# the API and of the identity provider.
# usage: scripts/publish-console.sh ENVIRONMENT
# Needs the AWS CLI, curl, jq and rights to read the stack and to write into its bucket.
set -euo pipefail
environment=${1:?usage: scripts/publish-console.sh ENVIRONMENT}
cd "$(dirname "$0")/.."

fail() { echo "FAILED  $1" >&2; exit 1; }
stack=$(aws cloudformation describe-stacks --stack-name "opsagent-controller-$environment" --output json | jq '.Stacks[0]') || fail "there is no stack opsagent-controller-$environment"
output() { jq -r --arg name "$1" '.Outputs[]? | select(.OutputKey == $name) | .OutputValue' <<< "$stack"; }
parameter() { jq -r --arg name "$1" '.Parameters[]? | select(.ParameterKey == $name) | .ParameterValue' <<< "$stack"; }

bucket=$(output ConsoleBucketName)
[ -n "$bucket" ] || fail "the stack has no console: deploy it with CreateConsole=true"
client=$(parameter OidcClientId)
[ "$(parameter ExecutionMode)" != SANDBOX_LIVE ] || [ -n "$client" ] || fail "in SANDBOX_LIVE people sign in at an identity provider: deploy the stack with OidcClientId"

issuer=$(parameter OidcIssuer) token_origin=$(parameter OidcTokenOrigin)

# The console's policy lets pages call the issuer's origin and OidcTokenOrigin alone.
origin_of() { sed -nE 's#^([Hh][Tt][Tt][Pp][Ss]?://[^/?\#]+).*#\1#p' <<< "$1" | tr '[:upper:]' '[:lower:]'; }
if [ -n "$client" ]; then
  discovery=$(curl -fsS --max-time 20 "${issuer%/}/.well-known/openid-configuration" | jq '{issuer, token_endpoint}') || fail "the discovery document of $issuer cannot be read: look at OidcIssuer"
  named=$(jq -r '.issuer // ""' <<< "$discovery")
  [ "$named" = "$issuer" ] || fail "the identity provider calls itself $named: deploy the stack with OidcIssuer=$named"
  needed=$(origin_of "$(jq -r '.token_endpoint // ""' <<< "$discovery")")
  [ -n "$needed" ] || fail "the discovery document of $issuer has no token endpoint: nobody can sign in there"
  [ "$needed" = "$(origin_of "$issuer")" ] || [ "$needed" = "${token_origin,,}" ] ||
    fail "the token endpoint is at $needed, which the console may not call: scripts/deploy.sh $environment OidcTokenOrigin=$needed"
fi

# An ID token's audience is the client id; client_id, cid and appid stand in access tokens alone (OidcOptions has the same rule).
config=$(jq -n --arg api "$(output PluginApiEndpointUrl)" --arg mode "$(parameter ExecutionMode)" --arg issuer "$issuer" --arg client "$client" --arg audience "$(parameter OidcAudience)" \
  --arg claim "$(parameter OidcClientClaim)" --arg origin "$token_origin" --argjson age "$(parameter DecisionAuthMinutes)" \
  '{api: $api, execution_mode: $mode, oidc: (if $client == "" then null else {issuer: $issuer, client_id: $client,
    token: (if ($audience | split(",") | index($client)) and ($claim == "azp" or $claim == "aud") then "id_token" else "access_token" end),
    token_origin: (if $origin == "" then null else $origin | ascii_downcase end), max_age: ($age * 60)} end), users: [], api_key: null}')

# CloudFront revalidates no-cache objects with the bucket, so no invalidation is needed.
aws s3 sync src/OpsAgent.Console "s3://$bucket/" --delete --exclude config.json --cache-control no-cache --only-show-errors
aws s3 cp - "s3://$bucket/config.json" --content-type application/json --cache-control no-store --only-show-errors <<< "$config"
echo "The console is at $(output ConsoleUrl). AllowedOrigins must name it: $(output ConsoleUrl | sed 's:/$::')"
