#!/bin/bash
# The folder of `make hosting` on a shared host: only .htaccess, in a directory of the site, first with mod_fcgid and then as
# plain CGI. Nothing tells the programs where their settings are.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

export VAR=$work/db
shops+=("$VAR")
scripts/instance db-start >"$work/start" 2>&1 || die "no database: $(<"$work/start")"
sql <<<"CREATE DATABASE hosted; GRANT SELECT, INSERT, UPDATE, DELETE ON hosted.* TO boxoffice@localhost"

holds "make hosting succeeds" make -s --no-print-directory hosting NO_INSTALL=1
site=$work/site
mkdir -p "$site"
cp -r build/hosting "$site/shop"
{ echo "USE hosted;"; cat "$site/shop/sql/import.sql"; } >"$work/import"
holds "import.sql makes the tables" sql <"$work/import"
is "it has every job but the example for NATS, whose library no host has" \
	"$(cd "$site/shop/jobs" && printf '%s\n' *)" "$(cd jobs && printf '%s\n' *.c | sed 's/\.c$//' | grep -vx replicate_products)"
is "the relay needs none of it" "$(readelf -d "$site/shop/jobs/relay" | grep -c libnats)" 0
linked=$(readelf -d "$site"/shop/cgi-bin/*.fcgi 2>/dev/null | awk '/^File:/ { name = $2; sub(/.*\//, "", name) } /NEEDED/ { print name }' | sort -u)
is "the programs need no library of the host, but payments and webhooks with its libcurl" "$linked" "payments.fcgi
webhooks.fcgi"

PORT=$(free_port)
url=http://127.0.0.1:$PORT/shop
setting() { sed -n "s/^BOXOFFICE_$1=//p" "$(conf)" | tail -n 1; }
sed -i '/^BOXOFFICE_\(SESSION_KEYS\|DB_PASSWORD\)=/d' "$site/shop/etc/boxoffice.conf"
cat >>"$site/shop/etc/boxoffice.conf" <<END
BOXOFFICE_BASE_URL=$url
BOXOFFICE_TEMPLATES=$site/shop/templates
BOXOFFICE_SESSION_KEYS=$(setting SESSION_KEYS)
BOXOFFICE_DB_SOCKET=$(setting DB_SOCKET)
BOXOFFICE_DB_NAME=hosted
BOXOFFICE_DB_PASSWORD=$(setting DB_PASSWORD)
BOXOFFICE_SCRYPT_LN=10
BOXOFFICE_FEED_TOKEN=feed-of-host
END
chmod 644 "$site/shop/etc/boxoffice.conf"

# ---- what the host and its owner put beside the shop
for file in .well-known/acme-challenge/token robots.txt nested/below.html .git/config .env products/x shop.sql boxoffice.conf~; do
	mkdir -p "$(dirname "$site/shop/$file")"
	echo "of $file" >"$site/shop/$file"
done

# ---- a host: it reads .htaccess, and that is all that is known of it
write_host() { # MODULE
	cat <<-END
		ServerName localhost
		ServerRoot $work
		PidFile $work/host.pid
		Mutex file:$work default
		ErrorLog $work/host.log
		Listen 127.0.0.1:$PORT
		$( ((EUID)) || printf 'User www-data\nGroup www-data\n')
		LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
		$(printf 'LoadModule %s_module /usr/lib/apache2/modules/mod_%s.so\n' authz_core{,} mime{,} dir{,} rewrite{,} headers{,} filter{,} deflate{,} "$1" "$1")
		TypesConfig /etc/mime.types
		DocumentRoot $site
		<Directory $site>
			AllowOverride All
			Require all granted
		</Directory>
		$([[ $1 != fcgid ]] || printf 'FcgidIPCDir %s\nFcgidProcessTableFile %s/table\n' "$work/ipc" "$work/ipc")
		$([[ $1 != cgid ]] || printf 'ScriptSock %s\n' "$work/ipc/cgid")
	END
}

host=
host_answers() { call GET /healthz; [[ $status != 000 ]]; }
start_host() {
	mkdir -p "$work/ipc"
	((EUID)) || chown www-data "$work/ipc"
	write_host "$1" >"$work/host.conf"
	env -i PATH="$PATH" /usr/sbin/apache2 -f "$work/host.conf" -D FOREGROUND >"$work/host.out" 2>&1 &
	host=$!
	wait_for 10 host_answers || { cat "$work/host.out" "$work/host.log"; die "the host does not start"; }
}

stop_host() {
	[[ ! $host ]] || kill -TERM "$host" 2>/dev/null
	wait "$host" 2>/dev/null
	host=
}
trap 'ended=$?; stop_host; clean_up' EXIT

first_steps() {
	sign_up_with_eight "first@example.com"
	as=$token sell "Nobody takes the money" 12.50 2
	as=$token call POST /api/orders "{\"productId\":\"$product\"}"
	is "as installed the shop sells nothing for money" "$status $(member '.errors[0].message')" \
		"400 This shop takes no payments yet, so only free tickets can be ordered"
	as=$token sell "Nothing to pay" 0 2
	as=$token call POST /api/orders "{\"productId\":\"$product\"}"
	is "but what is free" "$status $(member .status)" "201 complete"
	echo BOXOFFICE_PAYMENT_PROVIDER=test >>"$site/shop/etc/boxoffice.conf"
}

journey() { # HOW
	as='' call GET /readyz
	is "$1: /readyz answers 200" "$status" 200
	call GET /
	is "$1: home answers" "$status" 200
	has "$1: its links stay below the site's directory" "$body" 'href="/shop/auth/signin'
	sign_up_with_eight "$1@example.com"
	as=$token sell "A concert" 12.50 2
	is "$1: what was made has its address below the directory" "$(header Location && echo "$value")" "/shop/api/products/$product"
	as=$token call POST /api/orders "{\"productId\":\"$product\"}"
	is "$1: an order is placed" "$status" 201
	as=$token call DELETE "/api/orders/$(member .id)"
	is "$1: and cancelled" "$status" 204
	as='' call GET "/products/$product?x=%26&y"
	is "$1: its page answers" "$status" 200
	call GET /api/feed '' -H 'Authorization: Bearer feed-of-host'
	is "$1: a token reaches the program" "$status" 200
	call GET /api/products/x%2Fy
	is "$1: an id that is none is not found" "$status" 404
	call GET /nowhere
	is "$1: an unknown address is not found" "$status" 404
	has "$1: by the shop's own page" "$body" "Nothing here"
	call GET /static/style.css
	is "$1: style is served" "$status" 200
	for path in /etc/boxoffice.conf /sql/import.sql /templates/catalogue/home.tpl /jobs/verify /.htaccess; do
		call GET "$path"
		holds "$1: $path is nobody's business ($status)" test "$status" = 403 -o "$status" = 404
	done
	for file in .well-known/acme-challenge/token robots.txt nested/below.html; do
		call GET "/$file"
		is "$1: the file $file is served" "$status $body" "200 of $file"
	done
	for file in .git/config .env products/x shop.sql boxoffice.conf~; do
		call GET "/$file"
		is "$1: /$file is the shop's to refuse" "$status" 404
	done
	call GET /cgi-bin/orders.fcgi
	is "$1: a program's file is no address" "$status" 404
	head -c 3000000 /dev/zero | tr '\0' ' ' >"$work/bytes"
	call POST /api/products '' -H 'Content-Type: application/json' --data-binary "@$work/bytes"
	# (mod_fcgid refuses it with 500 above its own limit, which a site can't raise.)
	holds "$1: a body of 3 MB is refused ($status)" test "$status" = 413 -o "$status" = 500
}

sign_up_with_eight() {
	as='' call POST /api/users/signup "{\"email\":\"$1\",\"password\":\"secret12\"}"
	[[ $status == 201 ]] || die "cannot sign up: $status $body"
	header Set-Cookie session=
	token=${value#session=}
	token=${token%%;*}
}

start_host cgid
first_steps
stop_host
start_host fcgid
journey fcgid
stop_host
start_host cgid
journey cgi
stop_host

# ---- settings above the site: two folders above the shop's, or one, where the shop's folder is the whole site
is_ready() { # SENTENCE
	start_host fcgid
	call GET /readyz
	is "$1" "$status" 200
	stop_host
}

mkdir "$work/etc"
mv "$site/shop/etc/boxoffice.conf" "$work/etc/boxoffice.conf"
echo "BOXOFFICE_THIS_IS_NO_SETTING=1" >"$site/shop/etc/boxoffice.conf"
is_ready "settings above the site are found, before those within"
holds "the job runs without being told anything" env -i "$site/shop/jobs/expire_orders"
holds "and verify finds every row in order" env -i "$site/shop/jobs/verify"
mv "$work/etc" "$site/etc"
is_ready "settings just above the shop's folder are found as well, before those within"
holds "and by the jobs" env -i "$site/shop/jobs/expire_orders"
