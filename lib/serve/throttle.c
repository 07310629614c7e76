#include "serve/throttle.h"

#include "db/db.h"
#include "http/token.h"

/*
 * The number of changed rows says what happened: 1 for a new name; 2 for a name that may go on; 0 for a name that must wait, whose row
 * doesn't change.
 */
static const char COUNT[] =
	"INSERT INTO throttle (name, paid_off) VALUES (?, NOW(3) + INTERVAL ? SECOND) ON DUPLICATE KEY UPDATE paid_off ="
	" IF(paid_off > NOW(3) + INTERVAL ? SECOND, paid_off, GREATEST(paid_off, NOW(3)) + INTERVAL ? SECOND)";

static const char WAIT[] =
	"SELECT CAST(CEILING(UNIX_TIMESTAMP(paid_off) - UNIX_TIMESTAMP(NOW(3))) AS SIGNED) - ? FROM throttle WHERE name = ?";

static const char PURGE[] = "DELETE FROM throttle WHERE paid_off < NOW(3) LIMIT ?";

int64_t throttle_wait(const char *kind, const char *name, const struct rate *rate)
{
	int64_t ahead = (rate->burst - 1) * rate->interval, wait;
	char key[SEAL_SIZE];

	token_seal(key, kind, name);
	if (db_exec(COUNT, BIND(db_text(key), db_int(rate->interval), db_int(ahead), db_int(rate->interval))))
		return 0;
	wait = db_number(WAIT, BIND(db_int(ahead), db_text(key)), 1);
	return wait < 1 ? 1 : wait;
}

int64_t throttle_purge(int64_t max)
{
	return db_exec(PURGE, BIND(db_int(max)));
}
