#include "catalogue/product.h"

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

static const char CREATED_AT[] = "SELECT CAST(created_at AS CHAR) FROM products WHERE id = ?";

/*
 * Keyset paging: rows after a moment and an id, in either direction. The index is forced, since for a small table the optimizer would read
 * and sort all rows.
 */
#define FORWARD(table) table ".created_at >= ? AND (" table ".created_at > ? OR p.id > ?)"
#define BACKWARD(table) table ".created_at <= ? AND (" table ".created_at < ? OR p.id < ?)"

#define BY_CREATION "SELECT {columns} FROM products p FORCE INDEX (created) STRAIGHT_JOIN quotas q ON q.id = p.id" \
	OUTBOX_ITS_CLAIM " WHERE "

static const char OLDEST_FIRST[] =
	BY_CREATION FORWARD("p") " ORDER BY p.created_at, p.id LIMIT ?";

static const char NEWEST_FIRST[] =
	BY_CREATION BACKWARD("p") " ORDER BY p.created_at DESC, p.id DESC LIMIT ?";

/*
 * The query reads the range of the first word in the index; each further word (NULL: none) is one look-up in the same primary key. It is
 * COUNT(*) and not EXISTS, since the optimizer may turn EXISTS into a temporary table of all products with the word.
 */
#define ALSO " AND (? IS NULL OR (SELECT COUNT(*) FROM product_words a" \
	" WHERE a.word = ? AND a.created_at = w.created_at AND a.product_id = w.product_id))"
#define WITH_WORDS "SELECT {columns} FROM product_words w JOIN products p ON p.id = w.product_id" STOCK "WHERE w.word = ?" \
	ALSO ALSO ALSO ALSO " AND "

static const char FOUND_OLDEST_FIRST[] =
	WITH_WORDS FORWARD("w") " ORDER BY w.created_at, w.product_id LIMIT ?";

static const char FOUND_NEWEST_FIRST[] =
	WITH_WORDS BACKWARD("w") " ORDER BY w.created_at DESC, w.product_id DESC LIMIT ?";

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

static const char SPLIT_WORDS[] = "SELECT DISTINCT LEFT(t.word, 64) FROM " WORDS_OF("?") " WHERE t.word <> '' LIMIT 5";

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

/* Where a page begins: after the product with this moment and id, or before all products. */
struct start {
	const char *moment, *id;
};

static const struct field start_fields[] = {
	{ "moment", FIELD_TEXT, offsetof(struct start, moment), STORED },
	{ 0 }
};

static struct start start_of(void *pool, const struct product_query *query)
{
	struct start start = { query->newest_first ? "9999-12-31" : "1000-01-01", "" };

	if (query->after && db_get(pool, CREATED_AT, BIND(db_text(query->after)), start_fields, &start))
		start.id = query->after;
	return start;
}

static struct list list_all(void *pool, const struct product_query *query)
{
	struct start from = start_of(pool, query);

	return db_page(pool, query->newest_first ? NEWEST_FIRST : OLDEST_FIRST,
	               BIND(db_text(from.moment), db_text(from.moment), db_text(from.id)), product_fields, sizeof(struct product),
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

static struct list list_found(void *pool, const struct product_query *query)
{
	struct list found = db_each(pool, SPLIT_WORDS, BIND(db_text(query->words)), word_fields, sizeof(struct word));
	struct start from = start_of(pool, query);
	const char *w[5] = { 0 };

	if (!found.count)
		return found;
	sort_words(&found);
	for (size_t i = 0; i < found.count; i++)
		w[i] = ((const struct word *)found.rows)[i].word;
	return db_page(pool, query->newest_first ? FOUND_NEWEST_FIRST : FOUND_OLDEST_FIRST,
	               BIND(db_text(w[0]), db_text(w[1]), db_text(w[1]), db_text(w[2]), db_text(w[2]), db_text(w[3]), db_text(w[3]),
	                    db_text(w[4]), db_text(w[4]), db_text(from.moment), db_text(from.moment), db_text(from.id)),
	               product_fields, sizeof(struct product), query->limit);
}

struct list product_list(void *pool, const struct product_query *query)
{
	struct list list = query->words && *query->words ? list_found(pool, query) : list_all(pool, query);

	for (size_t i = 0; i < list.count; i++)
		count_available((struct product *)list.rows + i);
	return list;
}
