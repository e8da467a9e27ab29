# Debian's HAProxy, for `tests/e2e/forward_auth/`, which starts it with files of its own.

haproxy_install() {
    [ -x /usr/sbin/haproxy ] || apt_install_idle haproxy
}
