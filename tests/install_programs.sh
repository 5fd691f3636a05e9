#!/bin/sh
# Installs Chromium, the PostgreSQL 15 binaries, nginx, PgBouncer and khal when they are missing and we are root on Debian.
# Everywhere else it says how; the tests that need them are then skipped and counted.
set -u

found() { command -v "$1" >/dev/null 2>&1; }
can_install() { [ "$(id -u)" = 0 ] && found apt-get; }

install() {
  echo "Installing $1 (once, a minute or two) ..."
  log=$(mktemp)
  { [ -n "${updated:-}" ] || apt-get update; DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$1"; } >"$log" 2>&1 \
    || { echo "Installing $1 failed; the last lines were:"; tail -n 5 "$log"; }
  updated=yes
  rm -f "$log"
}

if ! found chromium && ! found chromium-browser && ! found google-chrome && [ -z "${CORVED_CHROMIUM:-}" ]; then
  if can_install; then install chromium
  else echo "No Chromium found: browser tests will be skipped. Install Chromium, or set CORVED_CHROMIUM=/path/to/it."; fi
fi

if [ ! -x /usr/lib/postgresql/15/bin/initdb ] && can_install && grep -qs '^VERSION_CODENAME=bookworm' /etc/os-release; then
  # Only the binaries: no cluster is created or started.
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
  install postgresql-15
fi

# Only where no service manager would run them from now on; the tests start their own.
if [ ! -d /run/systemd/system ] && can_install; then
  policy=/usr/sbin/policy-rc.d
  [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' > "$policy"; chmod +x "$policy"; ours=yes; }
  found nginx || install nginx-light
  found pgbouncer || install pgbouncer
  found khal || install khal
  [ -z "${ours:-}" ] || rm -f "$policy"
fi
exit 0
