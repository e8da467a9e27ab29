# Debian's chromium with its driver, and letters for every language of the pages, for `tests/e2e/in_a_browser/`.

chromium_install() {
    [ -x /usr/bin/chromium ] && [ -x /usr/bin/chromedriver ] && fc-list 2>/dev/null | grep -q 'NotoSansCJK' &&
        fc-list | grep -q 'NotoColorEmoji' && return 0
    apt_install chromium chromium-driver fontconfig fonts-noto-cjk fonts-noto-color-emoji
}
