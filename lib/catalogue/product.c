#include "catalogue/product.h"

#include <stdlib.h>

#include "db/db.h"
#include "outbox/outbox.h"
#include "quota/quota.h"

const struct field product_fields[] = {
	{ "id",        FIELD_ID,    offsetof(struct product, id),        STORED | SHOWN, NULL, 0 },
	{ "title",     FIELD_TEXT,  offsetof(struct product, title),     STORED | SHOWN, NULL, 0 },
	{ "price",     FIELD_MONEY, offsetof(struct product, price),     STORED | SHOWN, NULL, 0 },
	{ "userId",    FIELD_ID,    offsetof(struct product, user_id),   STORED | SHOWN, NULL, 0 },
	{ "version",   FIELD_INT,   offsetof(struct product, version),   STORED | SHOWN, NULL, 0 },
	{ "revision",  FIELD_INT,   offsetof(struct product, revision),  STORED | SHOWN, NULL, 0 },
	{ "quantity",  FIELD_INT,   offsetof(struct product, quantity),  STORED | SHOWN, NULL, 0 },
	{ "available", FIELD_INT,   offsetof(struct product, available), SHOWN, NULL, 0 },
	{ "orderId",   FIELD_ID,    offsetof(struct product, order_id),  STORED | SHOWN, NULL, 0 },
	{ "held",      FIELD_INT,   offsetof(struct product, held),      STORED, NULL, 0 },
	{ "sold",      FIELD_INT,   offsetof(struct product, sold),      STORED, NULL, 0 },
	{ "overdue",   FIELD_INT,   offsetof(struct product, overdue),   STORED, NULL, 0 },
	{ "shared",    FIELD_INT,   offsetof(struct product, shared),    STORED, NULL, 0 },
	{ 0 }
};

#define COLUMNS \
	"p.id, p.title, p.price, p.user_id, p.revision + q.version, p.revision, q.size, " QUOTA_ORDER_ID ", q.held, q.sold, " \
	QUOTA_OVERDUE("q") ", COALESCE(" QUOTA_SHARED_ROOM ", q.size)"
#define STOCK " JOIN quotas q ON q.id = p.id "

static const char INSERT[] = "INSERT INTO products (id, user_id, title, price) VALUES (?, ?, ?, ?)";

static const char LOAD[] = "SELECT " COLUMNS " FROM products p" STOCK "WHERE p.id = ?";

static const char EDIT[] = "UPDATE products SET title = ?, price = ?, revision = revision + 1 WHERE id = ? AND revision = ?";

static const char CREATED_AT[] = "SELECT CAST(created_at AS CHAR) FROM products WHERE id = ?";

/*
 * Keyset paging: from a moment and an id onwards, in either direction. The index is named, since for a small table the
 * optimizer would rather read and sort all of it.
 */
#define FORWARD(table) table ".created_at >= ? AND (" table ".created_at > ? OR p.id > ?)"
#define BACKWARD(table) table ".created_at <= ? AND (" table ".created_at < ? OR p.id < ?)"

#define BY_CREATION "SELECT " COLUMNS " FROM products p FORCE INDEX (created) STRAIGHT_JOIN quotas q ON q.id = p.id WHERE "

static const char OLDEST_FIRST[] =
	BY_CREATION FORWARD("p") " ORDER BY p.created_at, p.id LIMIT ?";

static const char NEWEST_FIRST[] =
	BY_CREATION BACKWARD("p") " ORDER BY p.created_at DESC, p.id DESC LIMIT ?";

/*
 * The first word's range drives; each further word (NULL: none) is one look-up of the same primary key. COUNT, since of an
 * EXISTS the optimizer may make a table of all that has the word.
 */
#define ALSO " AND (? IS NULL OR (SELECT COUNT(*) FROM product_words a" \
	" WHERE a.word = ? AND a.created_at = w.created_at AND a.product_id = w.product_id))"
#define WITH_WORDS "SELECT " COLUMNS " FROM product_words w JOIN products p ON p.id = w.product_id" STOCK "WHERE w.word = ?" \
	ALSO ALSO ALSO ALSO " AND "

static const char FOUND_OLDEST_FIRST[] =
	WITH_WORDS FORWARD("w") " ORDER BY w.created_at, w.product_id LIMIT ?";

static const char FOUND_NEWEST_FIRST[] =
	WITH_WORDS BACKWARD("w") " ORDER BY w.created_at DESC, w.product_id DESC LIMIT ?";

/* A title's words: runs of letters and digits, by the same rule for titles and for searches. */
#define WORDS_OF(title) \
	"JSON_TABLE(CONCAT('[\"', REGEXP_REPLACE(" title ", '[^\\\\p{L}\\\\p{N}]+', '\",\"'), '\"]'), '$[*]'" \
	" COLUMNS (word VARCHAR(200) PATH '$')) t"

static const char FORGET_WORDS[] = "DELETE FROM product_words WHERE product_id = ?";

static const char INDEX_WORDS[] =
	"INSERT INTO product_words (word, created_at, product_id) SELECT DISTINCT LEFT(t.word, 64), p.created_at, p.id"
	" FROM products p, " WORDS_OF("p.title") " WHERE p.id = ? AND t.word <> ''";

/* Words of so many products or more count as equally frequent. */
#define RARE 200
static const char PRODUCTS_OF_WORD[] = "SELECT COUNT(*) FROM (SELECT 1 FROM product_words WHERE word = ? LIMIT ?) t";

static const char SPLIT_WORDS[] = "SELECT DISTINCT LEFT(t.word, 64) FROM " WORDS_OF("?") " WHERE t.word <> '' LIMIT 5";

/* What is left of its own quota, and of those that it shares. */
static void count_available(struct product *product)
{
	int64_t own = product->quantity - product->sold - product->held + product->overdue;

	product->available = own < product->shared ? own : product->shared;
}

void product_index_words(struct batch *batch, const char *id)
{
	batch_add(batch, FORGET_WORDS, BIND(db_text(id)), BATCH_ANY);
	batch_add(batch, INDEX_WORDS, BIND(db_text(id)), BATCH_ANY);
}

const struct outcome *product_create(struct batch *batch, struct product *product, const char *seller,
                                     const struct product_input *input)
{
	*product = (struct product){ .title = input->title, .price = input->price };
	product->quantity = product->shared = input->quantity ? input->quantity : 1;
	id_new(product->id);
	memcpy(product->user_id, seller, ID_SIZE);
	batch_add(batch, INSERT, BIND(db_text(product->id), db_text(seller), db_text(product->title), db_int(product->price)), 1);
	quota_create(batch, product->id, product->quantity);
	product_index_words(batch, product->id);
	outbox_product_created(batch, product->id);
	batch_touch(batch, PRODUCT_CATALOGUE);
	count_available(product);
	return CREATED;
}

const struct outcome *product_add_edit(struct batch *batch, const struct product *product, const struct product_input *input)
{
	batch_add(batch, EDIT, BIND(db_text(input->title), db_int(input->price), db_text(product->id), db_int(product->revision)), 1);
	product_index_words(batch, product->id);
	quota_resize(batch, product->id, input->quantity);
	outbox_product_edited(batch, product->id, input->quantity);
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

/* Where a page begins: the moment and id of the product it comes after, or before all. */
struct start {
	const char *moment, *id;
};

static const struct field start_fields[] = {
	{ "moment", FIELD_TEXT, offsetof(struct start, moment), STORED, NULL, 0 },
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
	int64_t products; /* that have it, counted up to RARE */
};

static const struct field word_fields[] = {
	{ "word", FIELD_TEXT, offsetof(struct word, word), STORED, NULL, 0 },
	{ 0 }
};

static int by_products(const void *a, const void *b)
{
	const struct word *one = a, *other = b;

	return (one->products > other->products) - (one->products < other->products);
}

/* The rarest first, which drives: so a search is as much work as its rarest word has products, or a page has. */
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
