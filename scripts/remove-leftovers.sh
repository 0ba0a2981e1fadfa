#!/usr/bin/env bash
# Finds and removes what a creation that was rolled back, or a removed stack, left of an environment and what would be in the way
# of the next creation: tables, log groups, topics, the queue, Parameter Store's entries that the template makes, keys, alarms,
# dashboard, saved queries, and the rolled-back stack. Keys and lists that people made stay.
# usage: scripts/remove-leftovers.sh ENVIRONMENT [--region REGION] [--parameter-prefix PREFIX]
# Shows everything first and removes what ENVIRONMENT, typed on the terminal, agrees to. A table with items, a key while such a
# table is kept, and a log that may be another API's are each asked for by their own names. Keys go after 30 days, and until then
# `aws kms cancel-key-deletion` takes them back. Refuses while the stack is in use, and passes over what belongs to another stack.
# Ends with 0 if nothing is left, 1 after an error, 2 if called wrongly, 3 if something was kept.
# Needs the AWS CLI (1 or 2), jq, a terminal, and rights to read and delete what it names.
set -euo pipefail
shopt -s inherit_errexit

usage() { echo "usage: scripts/remove-leftovers.sh ENVIRONMENT [--region REGION] [--parameter-prefix PREFIX]" >&2; exit 2; }
fail() { echo "FAILED  $1" >&2; exit 1; }

[[ ${1-} =~ ^[a-z][a-z0-9-]{0,26}$ ]] || usage
environment=$1
shift
prefix=/opsagent-$environment
[ "$environment" != production ] || prefix=/opsagent
while [ $# -gt 0 ]; do
  [ $# -gt 1 ] || usage
  case $1 in
    --region) export AWS_REGION=$2 AWS_DEFAULT_REGION=$2 ;;
    --parameter-prefix) prefix=$2 ;;
    *) usage ;;
  esac
  shift 2
done
[ -t 0 ] || fail "it asks on a terminal."
export AWS_PAGER="" AWS_DEFAULT_OUTPUT=json
region=${AWS_REGION:-${AWS_DEFAULT_REGION:-$(aws configure get region || true)}}
[ -n "$region" ] || fail "no Region: --region, or aws configure."
account=$(aws sts get-caller-identity --query Account --output text) || fail "no account."
stack=opsagent-controller-$environment

errors=$(mktemp)
trap 'rm -f "$errors"' EXIT
# The answer of the CLI; of what is not there nothing; any other error ends the script.
look() {
  aws "$@" 2> "$errors" && return
  grep -qE 'NotFound|NonExistentQueue|does not exist' "$errors" || { cat "$errors" >&2; fail "aws $1 $2"; }
}

# CLI 1 prints times as numbers, in seconds or for CloudWatch Logs in milliseconds; CLI 2 most of them as text.
moment='def moment: if . == null then "-" elif type == "number" then (if . > 100000000000 then . / 1000 else . end | floor | todate) else . end;'

# ---------------------------------------------------------------- what there is: kind, id, name, since when, remark
kinds=() ids=() names=() dates=() remarks=()
# Lines of these five between tabs; a field may be empty.
add() {
  local line field fields owner
  while IFS= read -r line; do
    [ -n "$line" ] || continue
    fields=()
    while IFS= read -r -d $'\t' field; do fields+=("$field"); done <<< "$line"$'\t'
    # Whatever a living stack has, under whichever name it was deployed, is not left over.
    owner=
    case ${fields[0]} in
      table | parameter | topic | alias | key)
        owner=$(look cloudformation describe-stack-resources --physical-resource-id "${fields[1]}" |
          jq -r --arg ours "$stack" '[.StackResources[]? | select(.StackName != $ours and (.ResourceStatus | startswith("DELETE") | not)) | .StackName][0] // empty')
        ;;
    esac
    if [ -n "$owner" ]; then
      echo "kept    ${fields[0]} ${fields[2]}: of the stack $owner"
    else
      kinds+=("${fields[0]}") ids+=("${fields[1]}") names+=("${fields[2]}") dates+=("${fields[3]}") remarks+=("${fields[4]}")
    fi
  done <<< "$1"
}

status=$(look cloudformation describe-stacks --stack-name "$stack" | jq -r '.Stacks[0].StackStatus // empty')
case $status in
  "" | ROLLBACK_COMPLETE | ROLLBACK_FAILED | DELETE_FAILED | REVIEW_IN_PROGRESS) ;;
  *) fail "the stack $stack is $status: what it has is no leftover." ;;
esac

# The number of items that a table has now; its description counts them every six hours.
items() { look dynamodb scan --table-name "$1" --select COUNT --consistent-read --no-paginate | jq -r 'if .LastEvaluatedKey then "more than \(.Count)" else .Count end'; }
tables=$(look dynamodb list-tables | jq -r '.TableNames[] | select(startswith("opsagent-"))')
encrypted=
for name in $tables; do
  table=$(look dynamodb describe-table --table-name "$name")
  [ -n "$table" ] || continue
  key=$(jq -r '.Table.SSEDescription.KMSMasterKeyArn // "" | split("/")[1] // ""' <<< "$table")
  [ -z "$key" ] || encrypted+=$name$'\t'$key$'\n'
  [[ $name =~ ^opsagent-(approvals|decisions|audit|incidents|sessions)-$environment$ ]] || continue
  count=$(items "$name")
  found=$(jq -r --arg items "$count" "$moment"'.Table | ["table", .TableName, .TableName, (.CreationDateTime | moment), "\($items) items"] | @tsv' <<< "$table")
  add "$found"
done

# The keys, by their aliases and by the stack that made them: a rolled-back creation takes the aliases away.
keys=$(look resourcegroupstaggingapi get-resources --resource-type-filters kms:key --tag-filters "Key=aws:cloudformation:stack-name,Values=$stack" |
  jq -r '.ResourceTagMappingList[].ResourceARN | split("/")[1]')
aliases=$(look kms list-aliases | jq -c '.Aliases')
keys=$(jq -r --arg keys "$keys" --arg one "alias/opsagent-data-$environment" --arg two "alias/opsagent-decisions-$environment" --arg three "alias/opsagent-digests-$environment" \
  '[.[] | select(.AliasName == ($one, $two, $three)) | .TargetKeyId] + ($keys | split("\n")) | unique[] | select(. != "")' <<< "${aliases:-[]}")

groups() { look logs describe-log-groups --log-group-name-prefix "$1" | jq -c '.logGroups[]'; }
for name in "/aws/lambda/opsagent-controller-$environment" "/aws/apigateway/opsagent-$environment" "/aws/vendedlogs/states/opsagent-controller-$environment"; do
  found=$(groups "$name" | jq -r --arg name "$name" "$moment"'select(.logGroupName == $name) | ["log group", .logGroupName, .logGroupName, (.creationTime | moment), "\(.storedBytes) bytes"] | @tsv')
  add "$found"
done
# An API's execution log is named by the API, which is gone, and the stage: without our key it may be somebody else's.
apis=$(look apigateway get-rest-apis | jq -r '[.items[]?.id] | join(" ")')
found=$(groups API-Gateway-Execution-Logs_ | jq -r --arg suffix "/$environment" --arg apis "$apis" --arg keys "$keys" "$moment"'
  select(.logGroupName | endswith($suffix)) | (.logGroupName | split("_")[1] | split("/")[0]) as $api | select($apis | split(" ") | index($api) | not)
  | (.kmsKeyId // "" | split("/")[1] // "-") as $key
  | [if $keys | split("\n") | index($key) then "log group" else "another log group" end, .logGroupName, .logGroupName, (.creationTime | moment), "\(.storedBytes) bytes"] | @tsv')
add "$found"

topics=$(look sns list-topics | jq -r --arg environment "$environment" '.Topics[].TopicArn | select(split(":")[5] | IN("opsagent-" + ("notifications", "approvals", "incidents") + "-" + $environment))')
for topic in $topics; do
  found=$(look sns get-topic-attributes --topic-arn "$topic" | jq -r '.Attributes | ["topic", .TopicArn, (.TopicArn | split(":")[5]), "-", "\(.SubscriptionsConfirmed // 0) subscriptions"] | @tsv')
  add "$found"
done
queue=$(look sqs get-queue-url --queue-name "opsagent-dead-letters-$environment" | jq -r .QueueUrl)
found=
[ -z "$queue" ] || found=$(look sqs get-queue-attributes --queue-url "$queue" --attribute-names All |
  jq -r --arg url "$queue" "$moment"'.Attributes | ["queue", $url, ($url | split("/")[-1]), (.CreatedTimestamp | tonumber | moment), "\(.ApproximateNumberOfMessages) messages"] | @tsv')
add "$found"
found=$(look ssm get-parameters --names "$prefix/operators" "$prefix/approvers" "$prefix/$environment/deployment" |
  jq -r "$moment"'.Parameters[] | ["parameter", .Name, .Name, (.LastModifiedDate | moment), "last changed then"] | @tsv')
add "$found"
# The guide calls production's alarms so. An alarm's own name has no hyphen, so that an environment beginning alike is another one.
alarms=OpsAgent-$([ "$environment" = production ] && echo Production || echo "$environment")-
found=$(look cloudwatch describe-alarms --alarm-name-prefix "$alarms" |
  jq -r --arg prefix "$alarms" "$moment"'.MetricAlarms[] | select(.AlarmName | ltrimstr($prefix) | test("^[A-Z][A-Za-z]*$")) | ["alarm", .AlarmName, .AlarmName, (.AlarmConfigurationUpdatedTimestamp | moment), "last changed then"] | @tsv')
add "$found"
found=$(look cloudwatch list-dashboards --dashboard-name-prefix "opsagent-$environment" |
  jq -r --arg name "opsagent-$environment" "$moment"'.DashboardEntries[] | select(.DashboardName == $name) | ["dashboard", .DashboardName, .DashboardName, (.LastModified | moment), "last changed then"] | @tsv')
add "$found"
found=$(look logs describe-query-definitions --query-definition-name-prefix "opsagent-$environment/" |
  jq -r "$moment"'.queryDefinitions[] | ["saved query", .queryDefinitionId, .name, (.lastModified | moment), "last changed then"] | @tsv')
add "$found"
for key in $keys; do
  found=$(jq -r --arg key "$key" '.[] | select(.TargetKeyId == $key) | ["alias", .AliasName, .AliasName, "-", "of the key \(.TargetKeyId)"] | @tsv' <<< "${aliases:-[]}")
  add "$found"
  found=$(look kms describe-key --key-id "$key" |
    jq -r "$moment"'.KeyMetadata | select(.KeyState != "PendingDeletion") | ["key", .KeyId, .KeyId, (.CreationDate | moment), .Description] | @tsv')
  add "$found"
done

# Also a table of another name, such as a restored one, may be encrypted with them.
needing=
while IFS=$'\t' read -r table key; do
  [[ -z "$key" || " ${ids[*]-} " == *" $table "* ]] || ! grep -qxF "$key" <<< "$keys" || needing=$table
done <<< "$encrypted"

if [ ${#kinds[@]} -eq 0 ] && [ -z "$status" ]; then
  echo "Nothing of $environment is left in $account, $region."
  exit 0
fi
echo "Left of $environment in account $account, $region:"
[ -z "$status" ] || printf '  %-17s %-62s %-25s %s\n' stack "$stack" - "$status"
for i in "${!kinds[@]}"; do
  printf '  %-17s %-62s %-25s %s\n' "${kinds[i]}" "${names[i]}" "${dates[i]}" "${remarks[i]}"
done

# ---------------------------------------------------------------- asking and removing
kept=0 failed=0
confirmed() {
  local answer
  read -r -p "$1 Type $2 to remove: " answer || answer=
  [ "$answer" = "$2" ]
}
remove() {
  case $1 in
    table)
      aws dynamodb update-table --table-name "$2" --no-deletion-protection-enabled > /dev/null &&
        aws dynamodb wait table-exists --table-name "$2" && aws dynamodb delete-table --table-name "$2" > /dev/null && aws dynamodb wait table-not-exists --table-name "$2"
      ;;
    "log group") aws logs delete-log-group --log-group-name "$2" ;;
    topic) aws sns delete-topic --topic-arn "$2" ;;
    queue) aws sqs delete-queue --queue-url "$2" ;;
    parameter) aws ssm delete-parameter --name "$2" ;;
    alarm) aws cloudwatch delete-alarms --alarm-names "$2" ;;
    dashboard) aws cloudwatch delete-dashboards --dashboard-names "$2" ;;
    "saved query") aws logs delete-query-definition --query-definition-id "$2" > /dev/null ;;
    alias) aws kms delete-alias --alias-name "$2" ;;
    key) aws kms schedule-key-deletion --key-id "$2" --pending-window-in-days 30 > /dev/null ;;
    stack) aws cloudformation delete-stack --stack-name "$2" && aws cloudformation wait stack-delete-complete --stack-name "$2" ;;
  esac
}
keep() { echo "kept    $1 $2"; kept=1; }
take() {
  if remove "$1" "$2"; then
    [ "$1" = key ] && echo "removed key $3, in 30 days" || echo "removed $1 $3"
  else
    echo "FAILED  $1 $3" >&2
    failed=1
    return 1
  fi
}

if ! confirmed "Tables with items, keys that these need and other logs are asked for one by one." "$environment"; then
  echo "Nothing was removed."
  exit 3
fi
for i in "${!kinds[@]}"; do
  case ${kinds[i]} in
    table)
      count=$(items "${ids[i]}")
      if [ "$count" = 0 ] || confirmed "${names[i]} has $count items." "${names[i]}"; then
        take table "${ids[i]}" "${names[i]}" || needing=${names[i]}
      else
        keep table "${names[i]}"
        needing=${names[i]}
      fi
      ;;
    "another log group")
      if confirmed "${names[i]} may be another API's." "${names[i]}"; then take "log group" "${ids[i]}" "${names[i]}" || true; else keep "log group" "${names[i]}"; fi
      ;;
    key)
      # Without its key a table, and a backup of it, can be read by nobody, and no signature in it be verified.
      if [ -z "$needing" ] || confirmed "The key ${names[i]} (${remarks[i]}) is needed for $needing." "${names[i]}"; then
        take key "${ids[i]}" "${names[i]}" || true
      else
        keep key "${names[i]}"
      fi
      ;;
    *) take "${kinds[i]}" "${ids[i]}" "${names[i]}" || true ;;
  esac
done
[ -z "$status" ] || take stack "$stack" "$stack" || true

[ "$failed" = 0 ] || exit 1
[ "$kept" = 0 ] || exit 3
