# Debian's nginx, for `tests/e2e/forward_auth/`, which starts it with files of its own.

nginx_install() {
    [ -x /usr/sbin/nginx ] || apt_install_idle nginx-light
}
