#!/bin/bash
# Many who sign in at once: few wait, in a fair order, and the rest are told to come back.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

# sign_in EMAIL PASSWORD [ADDRESS]: a line for tests/fastcgi_tool
sign_in() { printf 'POST\t/api/users/signin\t\t\t{"email":"%s","password":"%s"}\t\t%s\n' "$1" "$2" "${3-198.51.100.7}"; }

# ---- one process, at whose socket all of them wait
start_shop lighttpd BOXOFFICE_RATE_LIMIT=1 BOXOFFICE_PASSWORD_LINE=3 BOXOFFICE_SIGNIN_NETWORK_RATE=100/1000
sign_up owner@example.com
ask() { # [PROGRAM]
	BOXOFFICE_CONF=$(conf) tests/fastcgi_tool "$run_directory/lib/cgi-bin/boxoffice/${1-signin}.fcgi" >"$work/answered" 2>>"$VAR/log/error.log" ||
		not_ok "the program ends when it is asked to, and not before"
}
counted() { sql <<<"SELECT CEIL(MAX(TIMESTAMPDIFF(SECOND, NOW(), paid_off)) / 1000) FROM throttle"; }

ask < <(for i in {1..12}; do sign_in "nobody$i@example.com" secret; done; sign_in owner@example.com secret 198.51.100.8)
tried=$(grep -c $'\t400\t' "$work/answered")
is "of many from one network some are told to come back" "$((12 - tried == $(grep -c $'\t429\t' "$work/answered") && tried < 12))" 1
is "whoever comes last, from elsewhere, has his turn" "$(grep -c $'^13\t200\t' "$work/answered")" 1
turn=$(grep -nE $'\t(200|400)\t' "$work/answered" | grep -n $'^[0-9]*:13\t' | cut -d : -f 1)
is "before the last of them" "$((${turn:-99} <= tried))" 1
is "who was told to come back isn't counted as one who failed" "$(counted)" "$tried"
is "the log says of each that it was too soon" \
	"$(grep -c 'status=429 .* address="198.51.100.7" message="Too many requests' "$VAR/log/error.log")" "$((12 - tried))"

# ---- a sign-up with an idempotency key, sent again and again: its password is compared each time
again() { printf 'POST\t/api/users/signup\t\t%s\t{"email":"keyed@example.com","password":"%s"}\t\t198.51.100.9\n' "$1" "${2-secret}"; }
statuses() { cut -f 2 "$work/answered" | sort | uniq -c | xargs; }

ask signup < <(again sign-up)
is "an account is made" "$(statuses)" "1 201"
ask signup < <(for _ in {1..12}; do again sign-up; done)
given=$(grep -c $'\t201\t' "$work/answered")
is "of many repeats some have the answer, the rest are told to come back" \
	"$((12 - given == $(grep -c $'\t429\t' "$work/answered") && given > 0 && given < 12))" 1
ask signup < <(again sign-up other)
is "another password under the key is another request" "$(statuses)" "1 409"

check_logs

# ---- whole shops
for server in apache lighttpd; do
	start_shop "$server" BOXOFFICE_RATE_LIMIT=1 BOXOFFICE_PASSWORD_LINE=2 BOXOFFICE_SCRYPT_LN=13
	sign_up owner@example.com
	for i in {1..30}; do
		curl -sS -o /dev/null -w '%{http_code}\n' -H 'Content-Type: application/json' -d '{"email":"owner@example.com","password":"secret"}' \
			"$url/api/users/signin" >"$work/status.$i" &
		pids[i]=$!
	done
	wait "${pids[@]}"
	is "$server: of thirty at once each is signed in or told to come back" "$(cat "$work"/status.* | grep -vcE '^(200|429)$')" 0
	holds "$server: some of them are signed in" grep -qx 200 "$work"/status.*
	holds "$server: some are told to come back" grep -qx 429 "$work"/status.*
	call POST /api/users/signin '{"email":"owner@example.com","password":"secret"}'
	is "$server: and nobody is kept out by it afterwards" "$status" 200
	check_logs
	stop_shop
done
