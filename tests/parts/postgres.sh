# A throw-away PostgreSQL on loopback: `postgres_start FOLDER` sets POSTGRES_URL, `postgres_stop` removes it. It keeps nothing safe, for
# speed, unless POSTGRES_OPTIONS says otherwise.

postgres_install() {
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || apt_install postgresql
}

postgres_start() {
    local bin owner=()
    bin=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)")
    POSTGRES_DATA=$(mktemp -d "${TMPDIR:-/tmp}/larkgate-postgres.XXXXXX")
    # initdb and the server refuse to run as root.
    if [ "$(id -u)" = 0 ]; then
        chown postgres "$POSTGRES_DATA"
        owner=(runuser -u postgres --)
    fi
    POSTGRES_PORT=$(free_port)
    POSTGRES_CTL=("${owner[@]}" "$bin/pg_ctl" -D "$POSTGRES_DATA/data")
    "${owner[@]}" "$bin/initdb" -D "$POSTGRES_DATA/data" -U larkgate -A trust -E UTF8 --no-locale --no-sync >"$1/postgres-init.log" 2>&1 || return 1
    "${POSTGRES_CTL[@]}" -w -l "$POSTGRES_DATA/server.log" -o "-h 127.0.0.1 -p $POSTGRES_PORT -k $POSTGRES_DATA ${POSTGRES_OPTIONS--F} -c max_connections=400" start >>"$1/postgres-init.log" 2>&1 || return 1
    POSTGRES_URL="postgres://larkgate@127.0.0.1:$POSTGRES_PORT/postgres"
}

postgres_stop() {
    [ -n "${POSTGRES_DATA:-}" ] || return 0
    "${POSTGRES_CTL[@]}" -m immediate stop >/dev/null 2>&1
    rm -rf "$POSTGRES_DATA"
    POSTGRES_DATA=
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
