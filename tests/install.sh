#!/bin/bash
# make install puts everything where the Filesystem Hierarchy Standard wants it, and touches nothing else; uninstall takes it away.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
install_into() { # TARGET VARIABLE=value…
	make -s --no-print-directory "$1" BUILD="$BUILD" "${@:2}"
}
there() { (cd "$1" && find . -type f | sort | sed 's|^\./||'); }

stage=$work/stage
holds "make install DESTDIR= succeeds" install_into install DESTDIR="$stage"
is "nothing is outside /etc, /usr and /var" "$(cd "$stage" && echo *)" "etc usr var"
files=$(there "$stage")
for file in usr/lib/cgi-bin/boxoffice/orders.fcgi usr/lib/boxoffice/expire_orders usr/lib/boxoffice/verify usr/sbin/boxoffice-migrate \
	usr/share/boxoffice/templates/catalogue/home.tpl usr/share/boxoffice/static/style.css usr/share/boxoffice/static/bootstrap.min.css \
	usr/share/boxoffice/examples/replicate_products.c usr/share/boxoffice/examples/product_replica.sql \
	usr/share/boxoffice/sql/001_schema.sql usr/share/man/man7/boxoffice.7 usr/share/man/man5/boxoffice.conf.5 \
	usr/share/man/man8/expire_orders.8 etc/boxoffice/boxoffice.conf etc/cron.d/boxoffice \
	etc/apache2/conf-available/boxoffice.conf etc/lighttpd/conf-available/50-boxoffice.conf; do
	has "/$file is there" $'\n'"$files"$'\n' $'\n'"$file"$'\n'
done
is "every program is there" "$(grep -c '^usr/lib/cgi-bin/boxoffice/.*\.fcgi$' <<<"$files")" "$(find cgi-bin -name '*.c' ! -name '*_page.c' | wc -l)"
is "every job has a manual page" "$(for job in jobs/*.c; do job=$(basename "$job" .c); grep -q "man8/$job.8" <<<"$files" || echo "$job"; done)" ''
is "the settings are for their readers alone" "$(stat -c %a "$stage/etc/boxoffice/boxoffice.conf")" 640
is "cron's file is such that cron reads it" "$(stat -c %a "$stage/etc/cron.d/boxoffice")" 644
is "no file is left with a name to fill in" "$(grep -rlE '@[A-Z_]+@' "$stage/etc"; grep -rl @VERSION@ "$stage")" ''
has "the sample asks for passwords of 8 characters" "$(<"$stage/etc/boxoffice/boxoffice.conf")" BOXOFFICE_PASSWORD_MIN=8
has "to 128" "$(<"$stage/etc/boxoffice/boxoffice.conf")" BOXOFFICE_PASSWORD_MAX=128
is "no path of the stage is in what was installed" "$(grep -rlF "$stage" "$stage" | head -n 3)" ''
is "the programs are hardened: position independent, all bound at start" \
	"$(for program in "$stage"/usr/lib/cgi-bin/boxoffice/*.fcgi; do readelf -hd "$program" | grep -cE 'Type: +DYN|BIND_NOW|FLAGS_1.*NOW'; done | sort -u | tail -n 1)" 3

echo "# mine" >>"$stage/etc/boxoffice/boxoffice.conf"
holds "installing again succeeds" install_into install DESTDIR="$stage"
has "and keeps the settings" "$(<"$stage/etc/boxoffice/boxoffice.conf")" "# mine"
holds "make uninstall succeeds" install_into uninstall DESTDIR="$stage"
is "and leaves the settings alone" "$(there "$stage")" etc/boxoffice/boxoffice.conf

holds "prefix, sysconfdir and localstatedir move it" install_into install DESTDIR="$work/other" prefix=/opt/shop sysconfdir=/opt/shop/etc localstatedir=/opt/shop/var
is "all of it" "$(cd "$work/other" && echo *) $(cd "$work/other/opt" && echo *)" "opt shop"
has "the crontab knows where" "$(<"$work/other/opt/shop/etc/cron.d/boxoffice")" /opt/shop/lib/boxoffice/expire_orders

holds "boxoffice-migrate says what it does" bash "$work/other/opt/shop/sbin/boxoffice-migrate" --help
bash "$work/other/opt/shop/sbin/boxoffice-migrate" --nonsense >/dev/null 2>&1
is "and refuses what it doesn't know" $? 64
BOXOFFICE_CONF=/nowhere bash "$work/other/opt/shop/sbin/boxoffice-migrate" >/dev/null 2>&1
is "and settings that aren't there" $? 78
BOXOFFICE_CONF=$work bash "$work/other/opt/shop/sbin/boxoffice-migrate" >/dev/null 2>&1
is "or are a directory" $? 78
for wrong in BOXOFFICE_DB_NAME= BOXOFFICE_DB_PORT=mysql; do
	printf 'BOXOFFICE_DB_NAME=shop\n%s\n' "$wrong" >"$work/wrong.conf"
	BOXOFFICE_CONF=$work/wrong.conf bash "$work/other/opt/shop/sbin/boxoffice-migrate" >/dev/null 2>"$work/err"
	is "or can't be right, of several lines the last: $wrong" "$? $(grep -c "${wrong%%=*} must be" "$work/err")" "78 1"
done
