# A list reads about as many rows as it shows, however few holds there are and however many products: tests/list_rows.sh
# shellcheck shell=bash disable=SC2154
. "$(dirname "$(readlink -f "$0")")/lib.sh"

PRODUCTS=100000
ROWS_MAX=1000 # for a page of 50 rows of several tables

start_shop lighttpd
sign_up "seller.$SRANDOM@example.com"

# Products of a second each, and what the database counts of its tables, as it does by itself ten seconds later.
plant_products() {
	sql <<-SQL
		INSERT INTO products (id, user_id, title, price, created_at) SELECT CONCAT('b0', LPAD(LOWER(HEX(seq)), 22, '0')),
			(SELECT MIN(id) FROM users), CONCAT('Planted ', seq), 100, TIMESTAMPADD(SECOND, seq, '2024-01-01') FROM seq_1_to_$PRODUCTS;
		INSERT INTO quotas (id, size) SELECT id, 100 FROM products;
		INSERT INTO product_words (word, created_at, product_id) SELECT 'planted', created_at, id FROM products;
		ANALYZE TABLE products, product_words, quotas, claims, product_quotas;
	SQL
}

rows_read() {
	sql <<<"SELECT SUM(variable_value) FROM information_schema.global_status
		WHERE variable_name IN ('Handler_read_first', 'Handler_read_key', 'Handler_read_next', 'Handler_read_prev', 'Handler_read_rnd_next')"
}

# reads_few NAME REPEATS < PATHS: all of these are answered, and so often that each program has its statements ready, with few rows each
reads_few() {
	local name=$1 repeats=$2 paths before answers count
	mapfile -t paths
	before=$(rows_read)
	answers=$(for ((i = 0; i < repeats; i++)); do printf 'GET\t%s\n' "${paths[@]}"; done | load 8)
	count=$((repeats * ${#paths[@]}))
	is "$name: all are answered" "$(statuses <<<"$answers")" "200:$count"
	read=$((($(rows_read) - before) / count))
	holds "$name: $read rows each" test "$read" -le "$ROWS_MAX"
}

pages() { # as they are asked for by somebody who reads the whole list
	for ((n = 1; n < PRODUCTS; n += 100)); do printf '/api/products?limit=50&after=b0%022x\n' "$n"; done
}

plant_products >/dev/null
pages | reads_few "pages of a list, while nobody holds anything" 4
reads_few "the home page" 20 <<<"/"
reads_few "a search" 20 <<<"/?q=planted"
as=$token call POST /api/orders '{"productId":"b00000000000000000001388"}'
is "a ticket is held" "$status" 201
pages | reads_few "pages of a list, with one hold" 1

# How the database reads each statement while a command runs, a line a table, as EXPLAIN tells it.
explained() {
	local log=$work/explained
	: >"$log" && chmod a+rw "$log"
	sql <<<"SET GLOBAL log_slow_verbosity = 'explain', GLOBAL long_query_time = 0, GLOBAL slow_query_log_file = '$log', GLOBAL slow_query_log = 1;
		SELECT CONCAT('KILL ', id, ';') FROM information_schema.processlist WHERE user = 'boxoffice'" | sql # sessions keep the time they began with
	"$@"
	sql <<<"SET GLOBAL slow_query_log = 0"
	grep '^# explain: [0-9]' "$log"
}
explained call GET '/api/orders?limit=20' '' -b "session=$token" >"$work/plan"
is "one's orders are shown" "$status" 200
holds "a page of them is one range of an index that has all of it" grep -qP '\to\trange\t.*\tbuyer\t.*Using index\b(?! condition)' "$work/plan"

check_logs
