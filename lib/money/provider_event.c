#include "money/provider_event.h"

#include "db/db.h"
#include "outbox/settings.h"

#define DAYS_KEPT 30 /* Stripe sends an event again for three days */

static const char INSERT[] = "INSERT INTO provider_events (id) VALUES (?)";
static const char FORGET[] = "DELETE FROM provider_events WHERE created_at < NOW(6) - INTERVAL ? DAY LIMIT ?";

bool provider_event_is_new(const char *event_id)
{
	return db_insert(INSERT, BIND(db_text(event_id)));
}

int64_t provider_event_forget(int64_t max)
{
	int64_t days = outbox_settings.keep_days > DAYS_KEPT ? outbox_settings.keep_days : DAYS_KEPT;

	return outbox_settings.keep_days ? db_exec(FORGET, BIND(db_int(days), db_int(max))) : 0;
}
