# What programs keep in memory never tells what is no longer so: tests/cache.sh SERVER
# shellcheck shell=bash disable=SC2154
. "$(dirname "$(readlink -f "$0")")/lib.sh"

start_shop "$1" BOXOFFICE_HOLD_SECONDS=3
sign_up "seller.$SRANDOM@example.com"
seller=$token
sign_up "buyer.$SRANDOM@example.com"
buyer=$token

# warm PATH: as nobody, often enough for every process of the program to have it in memory
warm() {
	for _ in {1..40}; do printf 'GET\t%s\n' "$1"; done | load 8 >/dev/null
}

# ---- what was changed here shows at once
as=$seller sell "First title" 10 100
stale=0
for i in {1..60}; do
	call GET "/api/products/$product"
	call GET "/products/$product"
	as=$seller call PUT "/api/products/$product" "{\"title\":\"Title $i\",\"price\":$i}"
	call GET "/api/products/$product"
	[[ $(member .title) == "Title $i" ]] || stale=$((stale + 1))
	call GET "/products/$product"
	[[ $body == *"Title $i"* ]] || stale=$((stale + 1))
	call GET /
	[[ $body == *"Title $i"* ]] || stale=$((stale + 1))
	call GET '/api/products?limit=500'
	[[ $body == *"Title $i"* ]] || stale=$((stale + 1))
done
is "60 edits are each seen by the next reader, in four places" "$stale" 0

warm "/api/products/$product"
as=$buyer call POST /api/orders "{\"productId\":\"$product\",\"quantity\":7}"
call GET "/api/products/$product"
is "tickets that were just ordered are gone for the next reader" "$(member .available)" 93

# ---- the end of a hold, to the millisecond, by the database's clock
as=$seller sell "A single seat" 5 1
warm "/api/products/$product"
as=$buyer call POST /api/orders "{\"productId\":\"$product\"}"
order=$(member .id)
end=$(sql <<<"SELECT CAST(UNIX_TIMESTAMP(expires_at) * 1000 AS SIGNED) FROM orders WHERE id = '$order'")
early=0 late=0 during=0 after=0
while ((after < 10 && $(milliseconds) < end + 10000)); do
	before=$(milliseconds)
	call GET "/api/products/$product"
	now=$(milliseconds) available=$(member .available)
	if ((now < end)); then
		during=$((during + 1))
		[[ $available == 0 ]] || early=$((early + 1))
	elif ((before >= end)); then
		after=$((after + 1))
		[[ $available == 1 ]] || late=$((late + 1))
	fi
done
is "no reader sees the seat free before its hold has ended" "$early" 0
is "no reader sees the seat held afterwards" "$late" 0
holds "it was looked at before and after" test $((during > 0 && after == 10)) = 1

# ---- what was changed elsewhere
warm "/api/products/$product"
sql <<<"UPDATE products SET title = 'By hand' WHERE id = '$product'"
sleep 0.15
call GET "/api/products/$product"
is "a change by SQL is seen after a tenth of a second" "$(member .title)" "By hand"

# ---- for whom
warm /
as=$seller call GET /
has "who is signed in gets a page of his own" "$body" 'Sign out'
call GET /
is "and nobody else gets it" "${body/Sign out/}" "$body"
call GET "/?q=seat"
first=$body
call GET "/?q=nothing"
is "another address is another page" "$([[ $first != "$body" ]] && echo another)" another

# ---- validators
call GET "/api/products/$product"
header ETag
etag=$value
call GET "/api/products/$product" '' -H "If-None-Match: $etag"
is "who has it already is told so" "$status:$body" 304:
as=$seller call PUT "/api/products/$product" '{"title":"Newer","price":5}'
call GET "/api/products/$product" '' -H "If-None-Match: $etag"
is "until it changes" "$status:$(member .title)" 200:Newer
as=$seller call GET "/api/products/$product"
is "an answer to who is signed in has no validator" "$(header ETag || echo none)" none
call HEAD "/api/products/$product"
is "HEAD is answered from the same" "$status" 200

verify
check_logs
