#include "db/queue.h"

#include <string.h>

#include "db/link.h"
#include "base/fault.h"
#include "base/text.h"

#define TEXT_ROOM 16384

static const char START[] = "START TRANSACTION";
static const char COMMIT[] = "COMMIT";

/* What waits for the next round trip. */
static struct db_part queue[DB_MOST_PARTS];
static struct value queue_values[DB_MOST_VALUES];
static char queue_text[TEXT_ROOM];

/* How much of it is used. */
static struct extent { size_t parts, values, text; } used;

static bool committing;

/* Units of work are being put together: nothing is sent. Where the last of them begins; how many parts the first has. */
static bool joining;
static struct extent last;
static size_t unit_parts;

bool db_is_committing(void)
{
	return committing;
}

void db_forget(void)
{
	used = (struct extent){ 0 };
	committing = joining = false;
}

/* Runs what waits: how many rows it changed in all. Whatever comes of it, it waits no more. */
static int64_t flush(void)
{
	size_t parts = used.parts;

	if (joining)
		fault(FAULT_AGAIN, "has to run by itself");
	if (!parts)
		return 0;
	used = (struct extent){ 0 };
	return db_run(queue, parts);
}

size_t db_count(const struct value *values)
{
	const struct value *end = values;

	while (end->type != VALUE_END)
		end++;
	return (size_t)(end - values);
}

/* Appends to what waits; where there is no room, that goes first. */
static struct db_part *append(const char *sql, const struct value *values, size_t count)
{
	struct value *own;

	if (count > DB_MOST_VALUES)
		fault(FAULT_BUG, "%zu values for: %s", count, sql);
	if (used.parts == DB_MOST_PARTS || used.values + count > DB_MOST_VALUES)
		flush();
	own = memcpy(queue_values + used.values, values, count * sizeof(*values));
	used.values += count;
	queue[used.parts] = (struct db_part){ .sql = sql, .values = own, .count = count };
	return &queue[used.parts++];
}

/* A transaction that waits for its first statement, and nothing else does. */
static bool has_not_begun(void)
{
	return used.parts == 1 && queue[0].sql == START;
}

/* What waits is run by itself: of a compound the database tells only how many rows it changed in all. */
int64_t db_exec(const char *sql, const struct value *values)
{
	if (!has_not_begun())
		flush();
	append(sql, values, db_count(values));
	return flush();
}

static size_t length_of(const struct value *values, size_t count)
{
	size_t length = 0;

	for (size_t i = 0; i < count; i++)
		length += values[i].length;
	return length;
}

static const char *keep(const char *text, size_t length)
{
	char *own = memcpy(queue_text + used.text, text, length);

	used.text += length;
	return own;
}

static void keep_texts(const struct db_part *part)
{
	struct value *values = queue_values + used.values - part->count; /* the last that were appended */

	for (size_t i = 0; i < part->count; i++)
		if (values[i].type == VALUE_TEXT && values[i].text)
			values[i].text = keep(values[i].text, values[i].length);
}

void db_queue_last(const char *key, const char *sql, const struct value *values)
{
	size_t count = db_count(values), key_size = key ? strlen(key) + 1 : 0;
	struct db_part *part = append(sql, values, count);

	if (used.text + length_of(values, count) + key_size > TEXT_ROOM) {
		flush();
		return;
	}
	keep_texts(part);
	part->key = key ? keep(key, key_size) : NULL;
}

void db_queue(const char *sql, const struct value *values)
{
	db_queue_last(NULL, sql, values);
}

static bool goes_before(const struct db_part *a, const struct db_part *b)
{
	return b->key && (!a->key || strcmp(a->key, b->key) < 0);
}

/* Parts without a key first, in their order; then those with one, by the key. */
static void sort_parts(void)
{
	for (size_t i = 1; i < used.parts; i++) {
		struct db_part part = queue[i];
		size_t at = i;

		for (; at > 0 && goes_before(&part, &queue[at - 1]); at--)
			queue[at] = queue[at - 1];
		queue[at] = part;
	}
}

void db_begin(void)
{
	db_queue(START, BIND());
}

void db_join(void)
{
	db_begin();
	joining = true;
	unit_parts = 0;
}

void db_join_unit(void)
{
	last = used;
}

bool db_leave_unit(void)
{
	if (joining)
		used = last;
	return joining;
}

bool db_unit_fits(void)
{
	const struct db_part *model = queue + 1, *own = queue + last.parts;
	size_t parts = used.parts - last.parts;

	if (!unit_parts)
		unit_parts = parts;
	for (size_t i = 0; i < parts && parts == unit_parts; i++)
		if (own[i].sql != model[i].sql)
			return false;
	return parts == unit_parts;
}

void db_commit(void)
{
	committing = true;
	joining = false;
	if (has_not_begun())
		used.parts = 0;
	else {
		sort_parts();
		db_queue(COMMIT, BIND());
		flush();
	}
	committing = false;
}

void db_roll_back(void)
{
	bool nothing = has_not_begun();

	db_close_rows();
	db_forget();
	if (!nothing)
		db_undo();
}

void db_command(const char *sql)
{
	flush();
	db_say(sql);
}

bool db_insert(const char *sql, const struct value *values)
{
	struct recovery here;

	if (!has_not_begun())
		flush(); /* a duplicate of its own is a fault */
	if (fault_caught(&here)) {
		if (here.kind == FAULT_DUPLICATE)
			return false;
		fault_again(&here);
	}
	db_exec(sql, values);
	fault_disarm(&here);
	return true;
}

/* Sees the same before the transaction begins as in it (READ COMMITTED). */
static bool is_plain_read(const char *sql)
{
	return !strncmp(sql, "SELECT", 6) && !strstr(sql, "FOR UPDATE");
}

bool db_has_changed(void)
{
	return joining ? used.parts > last.parts : !has_not_begun();
}

void db_send_before(const char *sql)
{
	if (db_has_changed() || !is_plain_read(sql))
		flush();
}

const char *db_whole(void *pool, const struct db_part *parts, size_t count)
{
	struct text sql = text_in(pool);

	if (count == 1 && !strchr(parts[0].sql, ';'))
		return parts[0].sql;
	text_put(&sql, "BEGIN NOT ATOMIC ");
	for (size_t i = 0; i < count; i++)
		text_print(&sql, "%s; ", parts[i].sql);
	text_put(&sql, "END");
	return sql.bytes;
}
