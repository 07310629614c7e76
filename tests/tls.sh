#!/bin/bash
# Connections to other machines are encrypted, and the other's certificate is checked: a real MariaDB, a real NATS server, a mail server
# with STARTTLS. The address 0.0.0.0 leads to this machine too, but isn't one that is known to: it stands for another machine.
# shellcheck disable=SC2154
. "$(dirname "$0")/lib.sh"
. tests/mail_lib.sh

# ---- an authority, and certificates by it and by another
authority() { # NAME
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$1" -keyout "$work/$1.key" -out "$work/$1.pem" \
		2>>"$work/openssl" || die "no authority"
}

certificate() { # NAME AUTHORITY ALTERNATIVE-NAME
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=server -keyout "$work/$1.key" -out "$work/$1.csr" \
		2>>"$work/openssl" || die "no certificate"
	openssl x509 -req -in "$work/$1.csr" -CA "$work/$2.pem" -CAkey "$work/$2.key" -CAcreateserial -days 2 -out "$work/$1.pem" \
		-extfile <(echo "subjectAltName=$3") 2>>"$work/openssl" || die "no certificate"
	chmod 644 "$work/$1.key"
}
authority ours
authority another
certificate right ours IP:0.0.0.0,IP:127.0.0.1,DNS:localhost
certificate elsewhere ours DNS:tickets.example.com,IP:192.0.2.1
certificate unknown another IP:0.0.0.0,IP:127.0.0.1,DNS:localhost

use() { # NAME VALUE: the setting, of the jobs of this shop
	sed -i "/^BOXOFFICE_$1=/d" "$(conf)"
	echo "BOXOFFICE_$1=$2" >>"$(conf)"
}

# ---- the database
start_shop apache BOXOFFICE_SMTP_URL=smtp://127.0.0.1:9 BOXOFFICE_MAIL_FROM="$from"
sign_up buyer@example.com
password=$(sed -n 's/^BOXOFFICE_DB_PASSWORD=//p' "$(conf)")
account="CREATE USER boxoffice@'127.0.0.1' IDENTIFIED BY '$password'; GRANT SELECT, INSERT, UPDATE, DELETE ON boxoffice.* TO boxoffice@'127.0.0.1'"
sql <<<"$account"
stop_shop
cp "$(conf)" "$work/local.conf"
database_port=$(free_port)
database_pid=
database_answers() { mariadb --no-defaults --socket="$work/db.sock" -e 'DO 0' 2>/dev/null; }
start_database() { # OPTION…: the shop's, on a port
	stop_database
	setsid mariadbd --no-defaults --datadir="$VAR/db" --socket="$work/db.sock" --pid-file="$work/db.pid" --tmpdir="$work" \
		--bind-address=127.0.0.1 --port="$database_port" --skip-name-resolve --innodb-buffer-pool-size=32M --innodb-log-file-size=32M \
		--default-time-zone=+00:00 --user="$(id -un)" "$@" </dev/null >>"$work/mariadb.log" 2>&1 &
	database_pid=$!
	wait_for 20 database_answers || die "the database does not start: $(tail -n 3 "$work/mariadb.log")"
}

stop_database() {
	[[ ! $database_pid ]] || { kill -TERM "$database_pid" && wait "$database_pid"; } 2>/dev/null
	database_pid=
}
nats_pid=
stop_nats() {
	[[ ! $nats_pid ]] || { kill -KILL "$nats_pid" && wait "$nats_pid"; } 2>/dev/null
	nats_pid=
}
trap 'ended=$?; stop_nats; stop_database; stop_sink; clean_up' EXIT

with_tls() { start_database --ssl-cert="$work/$1.pem" --ssl-key="$work/$1.key"; }
as_root() { mariadb --no-defaults --socket="$work/db.sock" -N -B boxoffice; }

# asks SENTENCE HOST TLS CA STATUS: what the job `expire_orders` ends with, which asks the database
asks() {
	use DB_SOCKET ''
	use DB_HOST "$2"
	use DB_PORT "$database_port"
	use DB_TLS "$3"
	use DB_CA "$4"
	job expire_orders >"$work/out" 2>"$work/err"
	is "database: $1" "$?" "$5"
}

echo "# MariaDB"
with_tls right
as_root <<<"ALTER USER boxoffice@'127.0.0.1' REQUIRE SSL"
asks "a remote one is asked by TLS unless told otherwise" 0.0.0.0 remote "$work/ours.pem" 0
asks "never is never" 0.0.0.0 never "$work/ours.pem" 69
asks "one on this machine is asked without" 127.0.0.1 remote "$work/ours.pem" 69
asks "but by TLS where that is asked for" 127.0.0.1 always "$work/ours.pem" 0
asks "an authority that the machine doesn't know is no good" 0.0.0.0 remote '' 69
has "database: the log says what is wrong" "$(<"$work/err")" "BOXOFFICE_DB_TLS wants encrypted: "
is "database: and no password" "$(grep -c "$password" "$work/err")" 0
asks "another authority neither" 0.0.0.0 remote "$work/another.pem" 69
asks "a file of authorities that isn't there neither" 0.0.0.0 remote "$work/none.pem" 69
migrate() {
	bash scripts/boxoffice-migrate --conf "$(conf)" --sql sql --own >"$work/out" 2>"$work/err"
	is "boxoffice-migrate: $1" "$? $(<"$work/out")" "$2"
}
use DB_CA "$work/ours.pem"
migrate "connects as the programs do" "0 applied=0"
use DB_CA "$work/another.pem"
migrate "and checks the certificate as they do" "69 "
with_tls elsewhere
asks "a certificate for another host is no good" 0.0.0.0 remote "$work/ours.pem" 69
migrate "nor for it" "69 "
with_tls unknown
asks "nor is one by nobody known" 0.0.0.0 remote "$work/ours.pem" 69
start_database --skip-ssl
as_root <<<"ALTER USER boxoffice@'127.0.0.1' REQUIRE NONE"
asks "one that offers no TLS isn't spoken to" 0.0.0.0 remote "$work/ours.pem" 69
migrate "nor does it" "69 "
asks "but where the settings say so" 0.0.0.0 never '' 0
migrate "it does then" "0 applied=0"
asks "or it is on this machine" 127.0.0.1 remote '' 0
use DB_TLS sometimes
migrate "refuses what is no word for it" "78 "
cp "$work/local.conf" "$(conf)"
use DB_SOCKET "$work/db.sock"
asks_socket() { job expire_orders >"$work/out" 2>"$work/err"; }
use DB_TLS always
holds "database: a socket is no connection that anybody overhears" asks_socket

echo "# NATS"
nats_port=$(free_port)
start_nats() { # CERTIFICATE, or none
	stop_nats
	cat >"$work/nats.conf" <<-END
		listen: "127.0.0.1:$nats_port"
		jetstream { store_dir: "$work/nats" }
		$([[ ! ${1-} ]] || printf 'tls { cert_file: "%s/%s.pem", key_file: "%s/%s.key" }' "$work" "$1" "$work" "$1")
	END
	nats-server -c "$work/nats.conf" >>"$work/nats.log" 2>&1 &
	nats_pid=$!
	wait_for 10 listens "$nats_port" || die "nats-server does not start: $(tail -n 3 "$work/nats.log")"
}

# brings SENTENCE URL CA EVENTS: how many events relay brings, of all there are
brings() {
	use NATS_URL "$2"
	use NATS_CA "$3"
	as_root <<<"UPDATE consumers SET position = 0 WHERE name = 'nats'"
	job relay >"$work/out" 2>"$work/err"
	is "NATS: $1" "$? $(grep -o 'nats=[0-9]*' "$work/out")" "$4"
}
use SMTP_URL ''
use TEMPLATES "$PWD/templates"
as_root <<<"INSERT INTO outbox (subject, data, aggregate_id, version) VALUES ('product:created', '{}', '0123456789abcdef01234567', 0)"
start_nats right
brings "by TLS, with a certificate that is good" "tls://0.0.0.0:$nats_port" "$work/ours.pem" "0 nats=1"
brings "not to one by nobody known" "tls://0.0.0.0:$nats_port" '' "0 nats=0"
brings "nor by another authority" "tls://0.0.0.0:$nats_port" "$work/another.pem" "0 nats=0"
start_nats elsewhere
brings "nor to one for another host" "tls://0.0.0.0:$nats_port" "$work/ours.pem" "0 nats=0"
start_nats
brings "nor to one without TLS" "tls://0.0.0.0:$nats_port" "$work/ours.pem" "0 nats=0"
brings "an address without TLS is no setting" "nats://0.0.0.0:$nats_port" '' "78 "
has "NATS: and it is said what would be right" "$(<"$work/err")" "BOXOFFICE_NATS_URL must begin with tls://"
use NATS_TLS never
brings "unless the settings allow it" "nats://0.0.0.0:$nats_port" '' "0 nats=1"
use NATS_TLS remote
brings "or it is on this machine" "nats://127.0.0.1:$nats_port" '' "0 nats=1"
use NATS_URL ''
stop_nats

echo "# mail"
buyer=$(as_root <<<"SELECT id FROM users LIMIT 1")
# sends SENTENCE URL TLS CA STATE
sends() {
	use SMTP_URL "$2"
	use SMTP_TLS "$3"
	use SMTP_CA "$4"
	as_root <<<"DELETE FROM mails; INSERT INTO mails (subject_id, kind, user_id, detail) VALUES ('0123456789abcdef01234567', 'webhook_off', '$buyer', 'x')"
	relay
	is "mail: $1" "$(as_root <<<"SELECT state FROM mails")" "$5"
}
start_sink --tls "$work/right.pem" "$work/right.key"
sends "by STARTTLS, with a certificate that is good" "smtp://0.0.0.0:$sink_port" remote "$work/ours.pem" sent
sends "not to one by nobody known" "smtp://0.0.0.0:$sink_port" remote '' pending
stop_sink
start_sink --tls "$work/elsewhere.pem" "$work/elsewhere.key"
sends "nor to one for another host" "smtp://0.0.0.0:$sink_port" remote "$work/ours.pem" pending
sends "nor where TLS is but used where it is offered" "smtp://0.0.0.0:$sink_port" offered "$work/ours.pem" pending
stop_sink
start_sink
sends "nor to one without TLS" "smtp://0.0.0.0:$sink_port" remote "$work/ours.pem" pending
sends "nor a password where TLS is but used where it is offered" "smtp://u:p@0.0.0.0:$sink_port" offered "$work/ours.pem" pending
sends "unless the settings allow it" "smtp://0.0.0.0:$sink_port" offered '' sent
sends "or it is never" "smtp://0.0.0.0:$sink_port" never '' sent
sends "or it is on this machine" "smtp://127.0.0.1:$sink_port" remote '' sent
