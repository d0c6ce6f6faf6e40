#!/usr/bin/env bash
# Gates every prompt file that differs from a base ref, against its version there. Ends with 3 where one of them makes answers worse,
# with 0 where none does, and else with what kept the first from being decided.
#   ./gate.sh [BASE]      (default: origin/main)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
assay=${ASSAY:-assay}   # such as: ASSAY="dotnet path/to/assay.dll"
base=$(git rev-parse --short "$(git merge-base "${1:-origin/main}" HEAD)")

worst=0
while IFS= read -r -d '' prompt; do
  name=$(basename "$prompt")
  against=(--baseline-ref "$base")
  # A prompt that is new has nothing to fall behind; it must hold the bars of assay.yaml.
  git cat-file -e "$base:./$prompt" 2> /dev/null || against=()
  code=0
  # shellcheck disable=SC2086 # the command may be several words
  $assay gate --prompt "$prompt" "${against[@]}" --dataset eval/cases.jsonl --store assay.gate.db \
    --budget-usd 1 --target-budget-usd 1 --out "gate-$name.xml" --out "gate-$name.md" --out "gate-$name.html" || code=$?
  if [ "$code" -eq 3 ] || [ "$worst" -eq 0 ]; then worst=$code; fi
done < <(git diff --name-only --relative --diff-filter=d -z "$base" -- prompts/)
exit "$worst"
