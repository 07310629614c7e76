#include "catalogue/product.h"

#include <stdio.h>
#include <stdlib.h>

#include "db/db.h"
#include "db/sql.h"
#include "outbox/outbox.h"
#include "outbox/outbox_sql.h"
#include "quota/quota.h"

const struct field product_fields[] = {
	{ "id",        FIELD_ID,    offsetof(struct product, id),        STORED | SHOWN | EVENT_DATA, .column = "p.id" },
	{ "title",     FIELD_TEXT,  offsetof(struct product, title),     STORED | SHOWN | EVENT_DATA | WRITTEN, .column = "p.title",
	  ENTERED(.min = 1, .max = PRODUCT_TITLE_MAX, .message = "Title is required", .label = "Title",
	          .hint = "What it is, where and when: up to 200 characters.") },
	{ "price",     FIELD_MONEY, offsetof(struct product, price),     STORED | SHOWN | EVENT_DATA | WRITTEN, .column = "p.price",
	  ENTERED(.message = "Price must be a positive number", .label = "Price each", .hint = "0 makes it free.") },
	{ "userId",    FIELD_ID,    offsetof(struct product, user_id),   STORED | SHOWN | EVENT_DATA, .column = "p.user_id" },
	{ "version",   FIELD_INT,   offsetof(struct product, version),   STORED | SHOWN | EVENT_DATA, .column = OUTBOX_PRODUCT_VERSION,
	  ENTERED(.max = INT32_MAX, .message = "Version must be a whole number") },
	{ "revision",  FIELD_INT,   offsetof(struct product, revision),  STORED | SHOWN, .column = "p.revision",
	  ENTERED(.max = INT32_MAX, .message = "Revision must be a whole number") },
	{ "quantity",  FIELD_INT,   offsetof(struct product, quantity),  STORED | SHOWN | EVENT_DATA, .column = "q.size",
	  ENTERED(.min = 1, .max = PRODUCT_QUANTITY_MAX, .message = "Quantity must be between 1 and 100000", .label = "Tickets for sale",
	          .hint = "1 to 100000.", .initial = "1") },
	{ "available", FIELD_INT,   offsetof(struct product, available), STORED | SHOWN | EVENT_DATA, .column = "q.size - q.held - q.sold" },
	{ "orderId",   FIELD_ID,    offsetof(struct product, order_id),  STORED | SHOWN | EVENT_DATA, .column = "c.order_id" },
	{ "held",      FIELD_INT,   offsetof(struct product, held),      STORED, .column = "q.held" },
	{ "sold",      FIELD_INT,   offsetof(struct product, sold),      STORED, .column = "q.sold" },
	{ "overdue",   FIELD_INT,   offsetof(struct product, overdue),   STORED, .column = QUOTA_OVERDUE("q") },
	{ "shared",    FIELD_INT,   offsetof(struct product, shared),    STORED, .column = "COALESCE(" QUOTA_SHARED_ROOM ", q.size)" },
	{ 0 }
};

#define STOCK " JOIN quotas q ON q.id = p.id" OUTBOX_ITS_CLAIM " "

static const char INSERT[] = "INSERT INTO products ({names}, id, user_id) VALUES ({marks}, ?, ?)";

static const char EDIT[] = "UPDATE products p SET {assignments}, p.revision = p.revision + 1 WHERE p.id = ? AND p.revision = ?";

static const char LOAD[] = "SELECT {columns} FROM products p" STOCK "WHERE p.id = ?";

static const char PLACE[] = "SELECT CAST(created_at AS CHAR), id FROM products WHERE id = ?";

/*
 * Keyset paging: rows after a moment and an id, in either direction. The index is forced, since for a small table the optimizer would read
 * and sort all rows.
 */
#define FORWARD(moment, id) moment " >= ? AND (" moment " > ? OR " id " > ?)"
#define BACKWARD(moment, id) moment " <= ? AND (" moment " < ? OR " id " < ?)"

#define BY_CREATION "SELECT {columns} FROM products p FORCE INDEX (created) STRAIGHT_JOIN quotas q ON q.id = p.id" \
	OUTBOX_ITS_CLAIM " WHERE "

static const char OLDEST_FIRST[] =
	BY_CREATION FORWARD("p.created_at", "p.id") " ORDER BY p.created_at, p.id LIMIT ?";

static const char NEWEST_FIRST[] =
	BY_CREATION BACKWARD("p.created_at", "p.id") " ORDER BY p.created_at DESC, p.id DESC LIMIT ?";

/*
 * The query reads a range of the rarest word in the index; each further word (NULL: none) is one look-up in the same primary key. It is
 * COUNT(*) and not EXISTS, since the optimizer may turn EXISTS into a temporary table of all products with the word. That the index is
 * forced, and the order of the joins, keeps the work to what the range has.
 */
#define ALSO " AND (? IS NULL OR (SELECT COUNT(*) FROM product_words a" \
	" WHERE a.word = ? AND a.created_at = w.created_at AND a.product_id = w.product_id))"
#define WITH_WORDS "SELECT {columns} FROM product_words w FORCE INDEX (PRIMARY) STRAIGHT_JOIN products p ON p.id = w.product_id" \
	" STRAIGHT_JOIN quotas q ON q.id = p.id" OUTBOX_ITS_CLAIM " WHERE w.word = ?" ALSO ALSO ALSO ALSO " AND "

#define TO_FORWARD " AND w.created_at <= ? AND (w.created_at < ? OR w.product_id <= ?)"
#define TO_BACKWARD " AND w.created_at >= ? AND (w.created_at > ? OR w.product_id >= ?)"

static const char FOUND_OLDEST_FIRST[] =
	WITH_WORDS FORWARD("w.created_at", "w.product_id") TO_FORWARD " ORDER BY w.created_at, w.product_id LIMIT ?";

static const char FOUND_NEWEST_FIRST[] =
	WITH_WORDS BACKWARD("w.created_at", "w.product_id") TO_BACKWARD " ORDER BY w.created_at DESC, w.product_id DESC LIMIT ?";

/* The last product that a search looks at, of those with a word, and the one behind it. */
#define LOOKED_AT "SELECT CAST(created_at AS CHAR), product_id FROM product_words FORCE INDEX (PRIMARY) WHERE word = ? AND "
static const char LAST_OLDEST_FIRST[] =
	LOOKED_AT FORWARD("created_at", "product_id") " ORDER BY created_at, product_id LIMIT 2 OFFSET ?";
static const char LAST_NEWEST_FIRST[] =
	LOOKED_AT BACKWARD("created_at", "product_id") " ORDER BY created_at DESC, product_id DESC LIMIT 2 OFFSET ?";

/*
 * The words of a text, which are runs of letters, digits and the marks on them (vowels, in many scripts). Titles and searches are cut into
 * words by this one rule.
 */
#define WORDS_OF(title) \
	"JSON_TABLE(CONCAT('[\"', REGEXP_REPLACE(" title ", '[^\\\\p{L}\\\\p{N}\\\\p{M}]+', '\",\"'), '\"]'), '$[*]'" \
	" COLUMNS (word VARCHAR(200) PATH '$')) t"

static const char FORGET_WORDS[] = "DELETE FROM product_words WHERE product_id = ?";

static const char INDEX_WORDS[] =
	"INSERT INTO product_words (word, created_at, product_id) SELECT DISTINCT LEFT(t.word, 64), p.created_at, p.id"
	" FROM products p, " WORDS_OF("p.title") " WHERE p.id = ? AND t.word <> ''";

/* Words that this many products or more have count as equally frequent. */
#define RARE 200
static const char PRODUCTS_OF_WORD[] = "SELECT COUNT(*) FROM (SELECT 1 FROM product_words WHERE word = ? LIMIT ?) t";

static const char SPLIT_WORDS[] = "SELECT DISTINCT LEFT(t.word, 64) FROM " WORDS_OF("LEFT(?, 200)") " WHERE t.word <> '' LIMIT 5";
#define WORDS_MAX 5

/* Fills `available`: holds that have run out count as free, and the shared quotas may have less room than the product's own. */
static void count_available(struct product *product)
{
	product->available += product->overdue;
	if (product->available > product->shared)
		product->available = product->shared;
}

void product_index_words(struct batch *batch, const char *id)
{
	batch_add_last(batch, id, FORGET_WORDS, BIND(db_text(id)), BATCH_ANY);
	batch_add_last(batch, id, INDEX_WORDS, BIND(db_text(id)), BATCH_ANY);
}

const struct outcome *product_create(struct batch *batch, const char *seller, struct product *product)
{
	const struct value *values;

	id_new(product->id);
	memcpy(product->user_id, seller, ID_SIZE);
	product->version = product->revision = 0;
	product->quantity = product->available = product->shared = product->quantity ? product->quantity : 1;
	values = sql_values(batch_pool(batch), product_fields, product, BIND(db_text(product->id), db_text(seller)));
	batch_add(batch, sql_fill(batch_pool(batch), INSERT, product_fields), values, 1);
	quota_create(batch, product->id, product->quantity);
	product_index_words(batch, product->id);
	outbox_product_created(batch, product->id);
	batch_touch(batch, PRODUCT_CATALOGUE);
	return CREATED;
}

/* Locks the quota before the product, in the same order as sales do. */
const struct outcome *product_add_edit(struct batch *batch, const struct product *product, const struct product *entered)
{
	const struct value *values =
		sql_values(batch_pool(batch), product_fields, entered, BIND(db_text(product->id), db_int(product->revision)));

	quota_resize(batch, product->id, entered->quantity);
	batch_add_last(batch, product->id, sql_fill(batch_pool(batch), EDIT, product_fields), values, 1);
	product_index_words(batch, product->id);
	outbox_product_edited(batch, product->id, entered->quantity);
	batch_touch(batch, PRODUCT_CATALOGUE);
	return DONE;
}

const struct outcome *product_load(void *pool, const char *id, struct product *product)
{
	if (!id_valid(id) || !db_get(pool, LOAD, BIND(db_text(id)), product_fields, product))
		return NOT_FOUND;
	count_available(product);
	return DONE;
}

/* Where a page begins or ends: at the product with this moment and id; or at no product, before or after all of them. */
struct place {
	const char *moment, *id;
};

static const struct field place_fields[] = {
	{ "moment", FIELD_TEXT, offsetof(struct place, moment), STORED },
	{ "id",     FIELD_TEXT, offsetof(struct place, id),     STORED },
	{ 0 }
};

/* Behind all others, in the order of the query, if the list goes on; else before all. */
static struct place edge_of(const struct product_query *query, bool last)
{
	return last == query->newest_first ? (struct place){ "1000-01-01", "" } : (struct place){ "9999-12-31", "g" };
}

/* False where there is no product to begin after. */
static bool read_start(void *pool, const struct product_query *query, struct place *start)
{
	*start = edge_of(query, false);
	return !query->after || db_get(pool, PLACE, BIND(db_text(query->after)), place_fields, start);
}

static struct list list_all(void *pool, const struct product_query *query, const struct place *from)
{
	return db_page(pool, query->newest_first ? NEWEST_FIRST : OLDEST_FIRST,
	               BIND(db_text(from->moment), db_text(from->moment), db_text(from->id)), product_fields, sizeof(struct product),
	               query->limit);
}

struct word {
	const char *word;
	int64_t products; /* how many products have the word, counted up to RARE */
};

static const struct field word_fields[] = {
	{ "word", FIELD_TEXT, offsetof(struct word, word), STORED },
	{ 0 }
};

static int by_products(const void *a, const void *b)
{
	const struct word *one = a, *other = b;

	return (one->products > other->products) - (one->products < other->products);
}

/* Puts the rarest word first, whose range is read: a search then reads no more rows than its rarest word has. */
static void sort_words(struct list *words)
{
	struct word *word = words->rows;

	for (size_t i = 0; words->count > 1 && i < words->count; i++)
		word[i].products = db_number(PRODUCTS_OF_WORD, BIND(db_text(word[i].word), db_int(RARE)), 0);
	qsort(word, words->count, sizeof(*word), by_products);
}

/* Up to which product the search goes. False: to the end. One word needs no bound, since each product with it is found. */
static bool read_end(void *pool, const struct product_query *query, const struct list *words, const struct place *from, struct place *to)
{
	const char *sql = query->newest_first ? LAST_NEWEST_FIRST : LAST_OLDEST_FIRST;
	const char *rarest = ((const struct word *)words->rows)->word, *moment = from->moment;
	struct list last = { 0 };

	*to = edge_of(query, true);
	if (words->count > 1)
		last = db_each(pool, sql, BIND(db_text(rarest), db_text(moment), db_text(moment), db_text(from->id),
		                               db_int(PRODUCT_SEARCH_MAX - 1)), place_fields, sizeof(struct place));
	if (last.count > 1)
		*to = *(const struct place *)last.rows;
	return last.count > 1;
}

static struct list list_between(void *pool, const struct product_query *query, const struct list *words, const struct place *from,
                                const struct place *to)
{
	const char *w[WORDS_MAX] = { 0 };

	for (size_t i = 0; i < words->count; i++)
		w[i] = ((const struct word *)words->rows)[i].word;
	return db_page(pool, query->newest_first ? FOUND_NEWEST_FIRST : FOUND_OLDEST_FIRST,
	               BIND(db_text(w[0]), db_text(w[1]), db_text(w[1]), db_text(w[2]), db_text(w[2]), db_text(w[3]), db_text(w[3]),
	                    db_text(w[4]), db_text(w[4]), db_text(from->moment), db_text(from->moment), db_text(from->id),
	                    db_text(to->moment), db_text(to->moment), db_text(to->id)),
	               product_fields, sizeof(struct product), query->limit);
}

static void list_found(void *pool, const struct product_query *query, const struct place *from, struct product_page *page)
{
	struct list words = db_each(pool, SPLIT_WORDS, BIND(db_text(query->words)), word_fields, sizeof(struct word));
	struct place to;

	if (!words.count)
		return;
	sort_words(&words);
	if (read_end(pool, query, &words, from, &to))
		snprintf(page->searched_to, ID_SIZE, "%s", to.id);
	page->products = list_between(pool, query, &words, from, &to);
}

const struct outcome *product_list(void *pool, const struct product_query *query, struct product_page *page)
{
	struct place from;

	*page = (struct product_page){ 0 };
	if (!read_start(pool, query, &from))
		return NOT_FOUND;
	if (query->words && *query->words)
		list_found(pool, query, &from, page);
	else
		page->products = list_all(pool, query, &from);
	for (size_t i = 0; i < page->products.count; i++)
		count_available((struct product *)page->products.rows + i);
	return DONE;
}

const char *product_next(const struct product_page *page)
{
	const struct list *products = &page->products;

	if (products->more)
		return ((const struct product *)products->rows)[products->count - 1].id;
	return *page->searched_to ? page->searched_to : NULL;
}
