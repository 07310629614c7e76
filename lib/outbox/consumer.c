#include "outbox/consumer.h"

#include "db/db.h"

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

static bool claim(const char *name, const char *holder)
{
	return db_exec(CLAIM, BIND(db_text(holder), db_int(CONSUMER_CLAIM_SECONDS), db_text(name), db_text(holder))) != 0;
}

bool consumer_claim(const char *name, const char *holder, enum consumer_start start, int64_t *position)
{
	*position = -1;
	if (!claim(name, holder) && db_exec(BEGIN, BIND(db_text(name), db_int(start == FROM_NOW))))
		claim(name, holder);
	*position = db_number(POSITION, BIND(db_text(name), db_text(holder)), -1);
	return *position >= 0;
}

bool consumer_advance(const char *name, const char *holder, int64_t from, int64_t to)
{
	return db_exec(ADVANCE, BIND(db_int(to), db_int(CONSUMER_CLAIM_SECONDS), db_text(name), db_text(holder), db_int(from))) == 1;
}

void consumer_release(const char *name, const char *holder)
{
	db_exec(RELEASE, BIND(db_text(name), db_text(holder)));
}
