# Debian's nginx, for `tests/e2e/forward_auth/`, which starts it with files of its own.

nginx_install() {
    [ -x /usr/sbin/nginx ] && return 0
    local started=no
    # The package starts a server of its own; it is not wanted here, and one that ran before is left alone.
    [ -e /run/nginx.pid ] && started=yes
    apt_install nginx-light || return 1
    [ "$started" = yes ] || [ ! -s /run/nginx.pid ] || kill "$(cat /run/nginx.pid)"
}
