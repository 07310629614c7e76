#include "out/nats.h"

#include "outbox/settings.h"
#include "base/log.h"

/* In builds without libnats (STATIC): a setting that asks for it isn't passed over in silence. */
bool nats_wanted(void)
{
	if (*outbox_settings.nats_url)
		log_say("error", "BOXOFFICE_NATS_URL is set, but this program was built without NATS");
	return false;
}

int64_t nats_round(void *pool)
{
	(void)pool;
	return 0;
}

void nats_end(void)
{
}
