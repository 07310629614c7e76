#include "base/db_queue.h"

#include <string.h>

#include "base/db_link.h"
#include "base/fault.h"
#include "base/text.h"

#define TEXT_ROOM 16384

static const char START[] = "START TRANSACTION";
static const char COMMIT[] = "COMMIT";

/* What waits for the next round trip. */
static const char *queue[DB_MOST_PARTS];
static struct value queue_values[DB_MOST_VALUES];
static char queue_text[TEXT_ROOM];
static size_t queued, value_count, text_length;

static bool committing;

bool db_is_committing(void)
{
	return committing;
}

void db_forget(void)
{
	queued = value_count = text_length = 0;
	committing = false;
}

/* Runs what waits: how many rows it changed in all. Whatever comes of it, it waits no more. */
static int64_t flush(void)
{
	size_t parts = queued, values = value_count;

	if (!parts)
		return 0;
	queued = value_count = text_length = 0;
	return db_run(queue, parts, queue_values, values);
}

size_t db_count(const struct value *values)
{
	const struct value *end = values;

	while (end->type != VALUE_END)
		end++;
	return (size_t)(end - values);
}

/* Appends to what waits; where there is no room, that goes first. */
static struct value *append(const char *sql, const struct value *values, size_t count)
{
	struct value *own;

	if (count > DB_MOST_VALUES)
		fault(FAULT_BUG, "%zu values for: %s", count, sql);
	if (queued == DB_MOST_PARTS || value_count + count > DB_MOST_VALUES)
		flush();
	own = queue_values + value_count;
	memcpy(own, values, count * sizeof(*values));
	queue[queued++] = sql;
	value_count += count;
	return own;
}

/* A transaction that waits for its first statement, and nothing else does. */
static bool has_not_begun(void)
{
	return queued == 1 && queue[0] == START;
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

static void keep_texts(struct value *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (values[i].type == VALUE_TEXT && values[i].text) {
			values[i].text = memcpy(queue_text + text_length, values[i].text, values[i].length);
			text_length += values[i].length;
		}
}

void db_queue(const char *sql, const struct value *values)
{
	size_t count = db_count(values), length = length_of(values, count);
	struct value *own = append(sql, values, count);

	if (text_length + length > TEXT_ROOM)
		flush();
	else
		keep_texts(own, count);
}

void db_begin(void)
{
	db_queue(START, BIND());
}

void db_commit(void)
{
	committing = true;
	if (has_not_begun())
		queued = 0;
	else {
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

void db_send_before(const char *sql)
{
	if (!has_not_begun() || !is_plain_read(sql))
		flush();
}

const char *db_whole(void *pool, const char *const *parts, size_t count)
{
	struct text sql = text_in(pool);

	if (count == 1 && !strchr(parts[0], ';'))
		return parts[0];
	text_put(&sql, "BEGIN NOT ATOMIC ");
	for (size_t i = 0; i < count; i++)
		text_print(&sql, "%s; ", parts[i]);
	text_put(&sql, "END");
	return sql.bytes;
}
