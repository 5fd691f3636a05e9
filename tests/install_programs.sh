#!/bin/sh
# Installs what some tests drive: Chromium, PostgreSQL 15's programs, nginx, PgBouncer, openssl and khal.
# Elsewhere than as root on Debian it says what to install.
set -u

found() { command -v "$1" >/dev/null 2>&1; }
wanted=
want() { wanted="$wanted $1"; }

[ -n "${CORVED_CHROMIUM:-}" ] || found chromium-headless-shell || found chromium || found chromium-browser \
  || found google-chrome || want chromium-headless-shell
[ -x /usr/lib/postgresql/15/bin/initdb ] || want postgresql-15
found nginx || want nginx-light
found pgbouncer || want pgbouncer
found openssl || want openssl
found khal || want khal
[ -n "$wanted" ] || exit 0

if [ "$(id -u)" != 0 ] || ! found apt-get; then
  echo "Install these (names of Debian's packages), or set CORVED_CHROMIUM=/path/to/a/Chromium:$wanted"
  exit 1
fi

echo "Installing$wanted (once, a minute or two) ..."
# Only the programs: no cluster is created, and nothing is started that would go on running.
mkdir -p /etc/postgresql-common
[ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT INT TERM
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod +x "$policy"
fi
log=$(mktemp)
# shellcheck disable=SC2086 # several names
{ apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $wanted; } >"$log" 2>&1
failed=$?
for each in nginx pgbouncer; do  # not from the next start of the machine on, either, where they came with us
  case "$wanted" in *"$each"*) [ ! -d /run/systemd/system ] || systemctl disable --quiet "$each" ;; esac
done
[ "$failed" = 0 ] || { echo "That failed; the last lines were:"; tail -n 5 "$log"; }
rm -f "$log"
exit "$failed"
