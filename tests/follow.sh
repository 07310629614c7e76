#!/bin/bash
# Who follows a request through the sources has few files to open: those of lib/ and cgi-bin/ of which something runs are counted.
# A count is a symptom. Where it is too high, something does work that the request doesn't need, or asks for it in a roundabout way;
# files that are two things stay two. The bounds are what was reached: they may only become lower.
# shellcheck source=tests/lib.sh disable=SC2154
. "$(dirname "$0")/lib.sh"

# ---- a database, an account and a product
VAR=$work/database
shops+=("$VAR")
export VAR
env PORT=8080 DEMO=0 BOXOFFICE_TEMPLATES="$PWD/templates" BOXOFFICE_SCRYPT_LN=10 BOXOFFICE_RATE_LIMIT=0 scripts/instance db-start >"$work/start" 2>&1 ||
	{ cat "$work/start"; die "the database does not start"; }
BOXOFFICE_CONF=$(conf)
export BOXOFFICE_CONF

# post PROGRAM ADDRESS BODY [COOKIES]: sets answer
post() {
	answer=$(env REQUEST_METHOD=POST REQUEST_URI="$2" GATEWAY_INTERFACE=CGI/1.1 SERVER_PROTOCOL=HTTP/1.1 REMOTE_ADDR=127.0.0.1 \
		HTTP_HOST=localhost HTTP_COOKIE="${4-}" CONTENT_TYPE=application/json CONTENT_LENGTH="${#3}" "$BUILD/cgi-bin/$1.fcgi" <<<"$3" 2>"$work/log")
	[[ $answer == "Status: 201"* ]] || die "POST $2 answers $answer"
}

post signup /api/users/signup '{"email":"follow@example.com","password":"secret"}'
session=$(sed -n 's/^Set-Cookie: \(session=[^;]*\);.*/\1/p' <<<"$answer")
post products /api/products '{"title":"A concert","price":20,"quantity":100}' "$session"
product=$(sed -n 's/^{"id":"\([0-9a-f]*\)".*/\1/p' <<<"$answer")

# ---- two requests
# follow MAX STATUS PROGRAM METHOD ADDRESS [BODY [COOKIES]]
follow() {
	local max=$1 entered count name=$4\ $5
	shift
	entered=$(tests/tools/follow "$BUILD/cgi-bin/$2.fcgi" "${@:3}" 2>"$work/log") || die "$name can't be followed: $(tail -n 3 "$work/log")"
	is "$name answers $1" "$(head -n 1 <<<"$entered")" "Status: $1"
	count=$(($(wc -l <<<"$entered") - 1))
	tail -n +2 <<<"$entered" | sed 's/^/# /'
	holds "$name enters $count source files, of $max at most" test "$count" -le "$max"
	holds "its program is among them" grep -q "^cgi-bin/[a-z]*/$2.c$" <<<"$entered"
}

follow 28 201 orders POST /api/orders "{\"productId\":\"$product\"}" "$session"
follow 26 200 home GET /
