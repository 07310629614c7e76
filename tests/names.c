#include "tests/names.h"

#include "db/db.h"

const char PUT[] = "INSERT INTO throttle (name, paid_off) VALUES (?, NOW(3))";
const char TOUCH[] = "UPDATE throttle SET paid_off = paid_off + INTERVAL 1 SECOND WHERE name = ?";
static const char COUNT[] = "SELECT COUNT(*) FROM throttle WHERE name = ?";
static const char ROUND_TRIPS[] =
	"SELECT VARIABLE_VALUE + 0 FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'QUESTIONS'";

int64_t count_of(const char *name)
{
	return db_number(COUNT, BIND(db_text(name)), -1);
}

int64_t round_trips(void)
{
	return db_number(ROUND_TRIPS, BIND(), -1);
}
