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
sleep 0.15
call GET "/products/$product"
has "and on the page after a tenth of a second" "$body" "93 left"
as=$buyer call POST /api/orders "{\"productId\":\"$product\",\"quantity\":3}"
order=$(member .id)
warm "/api/products/$product"
as=$buyer call DELETE "/api/orders/$order"
call GET "/api/products/$product"
is "and those that were just given back are there" "$(member .available)" 93

call GET '/api/products?limit=499'
sleep 0.15
call GET '/api/products?limit=499'
has "and in a list after a tenth of a second" "$body" '"available":93'

# ---- the end of a hold, to the millisecond, by the database's clock
# ends_exactly WHOSE PRODUCT: the seat of this product, which the order holds, is free when the order ends
ends_exactly() {
	local end before now available early=0 late=0 during=0 after=0
	end=$(sql <<<"SELECT CAST(UNIX_TIMESTAMP(expires_at) * 1000 AS SIGNED) FROM orders WHERE id = '$order'")
	while ((after < 10 && $(milliseconds) < end + 10000)); do
		before=$(milliseconds)
		call GET "/api/products/$2"
		now=$(milliseconds) available=$(member .available)
		if ((now < end)); then
			during=$((during + 1))
			[[ $available == 0 ]] || early=$((early + 1))
		elif ((before >= end)); then
			after=$((after + 1))
			[[ $available == 1 ]] || late=$((late + 1))
		fi
	done
	is "no reader sees $1 free before its hold has ended" "$early" 0
	is "no reader sees $1 held afterwards" "$late" 0
	holds "$1 was looked at before and after" test $((during > 0 && after == 10)) = 1
}

as=$seller sell "A single seat" 5 1
warm "/api/products/$product"
as=$buyer call POST /api/orders "{\"productId\":\"$product\"}"
order=$(member .id)
ends_exactly "a seat" "$product"

as=$seller sell "The other door to the room" 5 5
sibling=$product
as=$seller sell "A room of one" 5 5
sql <<<"INSERT INTO quotas (id, size) VALUES ('00000000000000000000cafe', 1);
	INSERT INTO product_quotas (product_id, quota_id) VALUES ('$product', '00000000000000000000cafe'), ('$sibling', '00000000000000000000cafe')"
as=$buyer call POST /api/orders "{\"productId\":\"$sibling\"}"
order=$(member .id)
sleep 0.15
warm "/api/products/$product"
ends_exactly "a seat that another product's order holds" "$product"

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

# ---- what is kept: by the rows that were read meanwhile
statements() { sql <<<"SHOW GLOBAL STATUS LIKE 'Com_stmt_execute'" | awk '{ print $2 }'; }
# read_for COUNT PATH: statements of the database that so many requests take; N in the path is the number of each
read_for() {
	local before i
	before=$(statements)
	for ((i = 0; i < $1; i++)); do printf 'GET\t%s\n' "${2/N/$i}"; done | load 4 >"$work/read"
	is "$1 requests of $2 are answered" "$(cut -c1-3 "$work/read" | sort -u)" 200
	reads=$(($(statements) - before))
}
warm /
read_for 500 '/?utm_source=N'
holds "addresses that differ in what no page has are one page ($reads statements)" test "$reads" -lt 100
read_for 500 "/products/$product?fbclid=N"
holds "of a product too ($reads statements)" test "$reads" -lt 100
read_for 500 '/?q=N'
holds "those that differ in what it has are not ($reads statements)" test "$reads" -ge 500
call GET '/?x=1&q=seat&y=2'
has "and what it has is read among others" "$body" "A single seat"

as=$seller sell "Sold without pause" 5 100000
hot=$product
as=$seller sell "Beside it" 5 10
for i in {1..300}; do printf 'POST\t/api/orders\t%s\t\t{"productId":"%s"}\n' "$buyer" "$hot"; done >"$work/orders"
load 4 <"$work/orders" >"$work/ordered" &
ordering=$!
read_for 2000 "/products/$product"
wait "$ordering"
is "all of the orders were placed meanwhile" "$(cut -c1-3 "$work/ordered" | sort -u)" 201
holds "another product's page stays kept while one is sold ($reads statements, orders' own included)" test "$reads" -lt 1500

# read_after_orders PATH: statements of the database that 300 readers take, each after an order of the product. `most`: so many where each of
# four processes makes the page anew ten times a second, by two statements.
read_after_orders() {
	local before orders began
	before=$(statements)
	load 1 <"$work/orders" >"$work/ordered"
	orders=$(($(statements) - before))
	began=${EPOCHREALTIME/./}
	awk -v path="$1" '{ print } { print "GET\t" path }' "$work/orders" | load 1 >"$work/ordered"
	most=$((8 * (1 + (${EPOCHREALTIME/./} - began) / 100000)))
	is "orders and readers of $1 are answered in turn" "$(cut -c1-3 "$work/ordered" | sort | uniq -c | xargs)" "300 200 300 201"
	reads=$(($(statements) - before - 2 * orders))
}
read_after_orders "/products/$hot"
holds "the page of what is sold stays kept too ($reads statements of $most)" test "$reads" -le "$most"
read_after_orders /
holds "and the home page ($reads statements of $most)" test "$reads" -le "$most"
read_after_orders "/api/products/$hot"
holds "but the API's answer is made anew after each order ($reads statements)" test "$reads" -ge 300

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
