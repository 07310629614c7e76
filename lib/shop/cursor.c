#include "shop/cursor.h"

#include "base/db.h"

static const char BEGIN[] =
	"INSERT IGNORE INTO consumers (name, position) SELECT ?, IF(?, position, 0) FROM feed_head WHERE one = 1";

static const char CLAIM[] =
	"UPDATE consumers SET holder = ?, held_until = NOW(3) + INTERVAL ? SECOND"
	" WHERE name = ? AND (holder = ? OR holder IS NULL OR held_until <= NOW(3))";

static const char POSITION[] = "SELECT position FROM consumers WHERE name = ? AND holder = ?";

static const char ADVANCE[] =
	"UPDATE consumers SET position = ?, seen_at = NOW(6), held_until = NOW(3) + INTERVAL ? SECOND"
	" WHERE name = ? AND holder = ? AND position = ?";

static const char RELEASE[] = "UPDATE consumers SET holder = NULL, held_until = NULL WHERE name = ? AND holder = ?";

bool cursor_claim(const char *name, const char *holder, enum cursor_start start, int64_t *position)
{
	*position = -1;
	if (!db_exec(CLAIM, BIND(str(holder), num(CURSOR_SECONDS), str(name), str(holder))))
		db_exec(BEGIN, BIND(str(name), num(start == FROM_NOW)));
	*position = db_number(POSITION, BIND(str(name), str(holder)), -1);
	return *position >= 0;
}

bool cursor_advance(const char *name, const char *holder, int64_t from, int64_t to)
{
	return db_exec(ADVANCE, BIND(num(to), num(CURSOR_SECONDS), str(name), str(holder), num(from))) == 1;
}

void cursor_release(const char *name, const char *holder)
{
	db_exec(RELEASE, BIND(str(name), str(holder)));
}
