#!/usr/bin/env bash
# Takes one protection out at a time, in a scratch copy, and demands that the test named in the patch fails.
# A patch opens with:  # test: <jest path> -t "<name pattern>"   and   # why: <one sentence>
#   bash test/mutants/run.sh [name …]      (needs dist/: npm run build)
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
export PATH="$root/node_modules/.bin:$PATH"
# Some are noticed at a million refunds only.
export HWANBUL_SCALE=full
lanes=2
# A mutant may make its test wait for ever; the slowest honest one takes a third of this.
limit_s=150
scratch=$(mktemp -d -t hwanbul-mutants-XXXXXX)
chmod 755 "$scratch"
trap 'rm -rf "$scratch"' EXIT

# One copy of the repository for each lane, as a repository of its own that every mutant starts from.
copy() {
  mkdir -p "$1"
  git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
    [ -e "$file" ] && printf '%s\0' "$file"
  done | xargs -0 cp --parents -t "$1"
  ln -s "$root/node_modules" "$1/node_modules"
  cp -r dist "$1/dist"
  (cd "$1" && git init -q . && git add -A && git -c user.name=m -c user.email=m@localhost commit -qm base)
}

compile() { node node_modules/typescript/bin/tsc -p . --noEmitOnError false >/dev/null || true; }

# A mutant of what makes the tables needs tables of its own.
template_for() {
  if grep -qE '^\+\+\+ b/(migrations|src/(database|jobs|migrate|orm))' "$1"; then echo; else echo tpl_mutants; fi
}

# Whether a test ran and failed. One that was given up may go on and crash the runner before its summary.
failed() { grep -qE '^Tests:.* failed|^ *✕ ' "$1"; }

# Tries one mutant in the copy it stands in; prints one line.
try() {
  local patch=$1 name test log verdict
  name=$(basename "$patch" .patch)
  test=$(sed -n 's/^# test: //p' "$patch" | head -1)
  log=$PWD/.mutant.log
  if ! git apply "$patch" 2>"$log"; then
    echo "STALE     $name: the patch no longer applies"
    return
  fi
  # Most tests load the sources. Migrations and child processes run compiled code, so what survives is compiled and tried again.
  local status compiled=false tries=0
  # Where two things race, a mutant may survive a try by luck, or take the test runner down with it; three in a row are no luck.
  while status=0 && [ "$tries" -lt 3 ]; do
    TEST_TEMPLATE_READY=$(template_for "$patch") eval "timeout -k 5 $limit_s node --experimental-vm-modules node_modules/jest/bin/jest.js --runInBand --forceExit --testTimeout=30000 $test" \
      >"$log" 2>&1 || status=$?
    if [ "$status" -eq 124 ] || [ "$status" -eq 137 ] || failed "$log"; then
      break
    elif [ "$status" -ne 0 ]; then
      tries=$((tries + 1))
    elif [ "$compiled" = false ]; then
      compile
      compiled=true
    else
      tries=$((tries + 1))
      echo "survived   $name, try $tries"
    fi
  done
  if [ "$status" -eq 0 ] && ! grep -qE '^Tests:.* passed' "$log"; then
    verdict="BROKEN    $name: no test is called so: $test"
  elif [ "$status" -eq 0 ]; then
    verdict="SURVIVED  $name: $test still passes"
  elif failed "$log"; then
    verdict="killed    $name"
  elif [ "$status" -eq 124 ] || [ "$status" -eq 137 ]; then
    verdict="killed    $name (the test never ended)"
  else
    verdict="BROKEN    $name: the test did not run: $(grep -m1 -E 'rror' "$log" || true)"
  fi
  git checkout -q -- . && git clean -fdq -e node_modules -e dist -e .mutant.log
  if [ "$compiled" = true ]; then compile; fi
  echo "$verdict"
}

patches=()
for patch in "$root"/test/mutants/*.patch; do
  name=$(basename "$patch" .patch)
  if [ $# -eq 0 ] || [[ " $* " == *" $name "* ]]; then patches+=("$patch"); fi
done

for lane in $(seq 0 $((lanes - 1))); do
  copy "$scratch/$lane"
  (
    cd "$scratch/$lane"
    coproc server { node test/mutants/server.mjs; }
    read -r TEST_DATABASE_URL <&"${server[0]}"
    export TEST_DATABASE_URL
    for index in "${!patches[@]}"; do
      if [ $((index % lanes)) -eq "$lane" ]; then try "${patches[$index]}"; fi
    done
  ) | tee "$scratch/$lane.log" &
done
wait

killed=$(cat "$scratch"/*.log | grep -c '^killed' || true)
echo "$killed of ${#patches[@]} mutants killed"
[ "$killed" -eq "${#patches[@]}" ] && [ "$killed" -gt 0 ]
