# Sourced by ./run and ./test: makes .venv and installs what a lock file names.
#
# A stamp in .venv says which lock was installed; while it still holds, nothing is done, so a
# second start takes no time and needs no network.

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

find_python() {
  for python in "${UNSPASM_PYTHON:-python3}" python3.13 python3.12 python3.11; do
    if command -v "$python" >/dev/null 2>&1 &&
      "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      return 0
    fi
  done
  fail "Unspasm needs Python 3.11 or newer, and none was found. Get it with: apt install python3 python3-venv"
}

check_venv_module() {
  "$python" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "Python's venv module is missing. Get it with: apt install python3-venv"
}

venv_works() {
  [ -x .venv/bin/python ] &&
    .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# What an installation depends on: the lock, the package's own description, this folder, this Python.
fingerprint() {
  { cat "$1" pyproject.toml; pwd; .venv/bin/python -c 'import sys; print(sys.version)'; } | cksum
}

pip_install() {
  .venv/bin/python -m pip install --no-input --disable-pip-version-check --no-compile \
    --progress-bar off "$@" >>"$log" 2>&1
}

# Shows how far pip has come, one line every few seconds, until it ends. Its own words go to the log.
watch_pip() {
  seconds=0
  while kill -0 "$1" 2>/dev/null; do
    sleep 1
    seconds=$((seconds + 1))
    [ $((seconds % 5)) -eq 0 ] || continue
    fetched=$(grep -c '^Collecting ' "$log" || true)
    if grep -q '^Installing collected' "$log"; then
      say "  unpacking ${total} packages (${seconds} s)"
    else
      say "  ${fetched} of about ${total} packages fetched (${seconds} s)"
    fi
  done
}

install_lock() {
  lock=$1
  log=.venv/setup.log
  total=$(grep -c '==' "$lock" || true)
  : >"$log"
  say "Installing ${total} packages (only the first time, or when ${lock} changed)"
  pip_install --require-hashes -r "$lock" &
  pip_process=$!
  trap 'kill "$pip_process" 2>/dev/null; exit 130' INT TERM
  watch_pip "$pip_process"
  if ! wait "$pip_process" || ! pip_install --no-deps --no-build-isolation -e .; then
    grep -v '^WARNING: ' "$log" | tail -n 8 >&2
    fail "The packages could not be installed. The first time needs a network connection; the whole story is in ${log}."
  fi
  trap - INT TERM
}

# The spoken clips: made when a sentence changed, in about half a minute. The app also works without them.
make_voice() {
  voice=src/unspasm/web/static/unspasm/voice
  sentences=$({ cat scripts/voice.py src/unspasm/knowledge/speaking.py; find src/unspasm/knowledge -name '*.toml' -exec cat {} +; } | cksum)
  [ "$(cat "$voice/stamp" 2>/dev/null)" != "$sentences" ] || return 0
  .venv/bin/python -m scripts.voice || return 0
  if command -v espeak-ng >/dev/null && command -v lame >/dev/null; then
    printf '%s\n' "$sentences" >"$voice/stamp"
  fi
}

# The detector of the camera coach: fetched once. The app also works without it. (Which one, and how: scripts/detector.)
make_detector() {
  .venv/bin/python -m scripts.detector
}

# setup runtime | setup test
setup() {
  case $1 in
    runtime) lock=requirements.lock ;;
    test) lock=requirements-test.lock ;;
  esac
  find_python
  if ! venv_works; then
    check_venv_module
    say "Making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv ||
      fail "Python could not make .venv. Get what it needs with: apt install python3-venv"
  fi
  if [ -x .venv/bin/unspasm ] && [ "$(cat ".venv/$1.stamp" 2>/dev/null)" = "$(fingerprint "$lock")" ]; then
    make_voice || true
    make_detector || true
    return 0
  fi
  rm -f .venv/*.stamp
  install_lock "$lock"
  fingerprint "$lock" >".venv/$1.stamp"
  # The test lock holds everything the other one does (a test compares them).
  [ "$1" = runtime ] || fingerprint requirements.lock >.venv/runtime.stamp
  make_voice || true
  make_detector || true
  say "Ready."
}
