#!/usr/bin/env bash
# Succeeds if a commit is one of main's, and so was reviewed: nothing else is rolled back to.
# usage: scripts/check-main.sh COMMIT      the full id; origin/main must have been fetched with its history
set -euo pipefail
commit=${1:?usage: scripts/check-main.sh COMMIT}
refuse() { echo "check-main: $1" >&2; exit 1; }
# A name may move, or mean another commit to the next who reads it.
[[ $commit =~ ^[0-9a-f]{40}$ ]] || refuse "give the full id of a commit, 40 hex digits."
main=$(git rev-parse --verify --quiet refs/remotes/origin/main) || refuse "origin/main is not known here: git fetch origin main."
git cat-file -e "$commit^{commit}" 2>/dev/null || refuse "$commit is not a commit that is known here."
git merge-base --is-ancestor "$commit" "$main" || refuse "$commit is not a commit of origin/main."
